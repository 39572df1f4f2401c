// What the package computed for a figure when the book was built: a script beside the figure's own,
// since pages opened from disk may read no other file.

declare global {
  var liveData: Record<string, unknown> | undefined;
}

/** Load the data of a figure, NAME.data.js beside NAME.js. */
export function load<T>(name: string): Promise<T> {
  const own = document.currentScript as HTMLScriptElement;
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = own.src.replace(/[^/]*$/, `${name}.data.js`);
    script.addEventListener("load", () => resolve(globalThis.liveData![name] as T));
    script.addEventListener("error", () => reject(new Error(`${script.src} could not be loaded`)));
    document.head.append(script);
  });
}

/** Numbers from 0 to 255 from base64. */
export const bytes = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
