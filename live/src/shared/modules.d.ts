// What build.mjs makes of an import that ends so: the bundled script, as text.
declare module "*?worker" {
  const source: string;
  export default source;
}
declare module "*.css";
