"""What has been published about the ImageNet challenge: errors of the best, year by year.

The task: name the one of 1000 classes that a photograph was labelled with, in five guesses. The
*top-5 error* is the share of test images for which none of the five is right.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One entry to the challenge.

    Attributes
    ----------
    year : int
    name : str
        Of the team, or of what they built.
    error : float
        Top-5 error on the test images, in percent, as published; without training images from
        elsewhere.
    images : int
        How many test images there were.
    convolutional : bool
        Whether it was a convolutional network, or several.
    won : bool
        Whether it was the best entry of its year.
    source : str
        Citation key of the publication that reports the number.
    """

    year: int
    name: str
    error: float
    images: int
    convolutional: bool
    won: bool
    source: str


CHALLENGE = (
    Entry(2010, "NEC-UIUC", 28.2, 150_000, False, True, "lin2011large"),
    Entry(2011, "XRCE", 25.8, 100_000, False, True, "sanchez2011high"),
    Entry(2012, "ISI", 26.2, 100_000, False, False, "krizhevsky2012imagenet"),
    Entry(2012, "AlexNet", 16.4, 100_000, True, True, "krizhevsky2012imagenet"),
    Entry(2013, "Clarifai", 11.7, 100_000, True, True, "russakovsky2015imagenet"),
    Entry(2014, "VGG", 7.3, 100_000, True, False, "simonyan2015very"),
    Entry(2014, "GoogLeNet", 6.7, 100_000, True, True, "szegedy2015going"),
    Entry(2015, "ResNet", 3.57, 100_000, True, True, "he2016deep"),
    Entry(2016, "Trimps-Soushen", 2.99, 100_000, True, True, "ilsvrc2016results"),
    Entry(2017, "SENet", 2.25, 100_000, True, True, "hu2018squeeze"),
)


@dataclass(frozen=True)
class Paired:
    """How often a person and GoogLeNet were right on the same images.

    Attributes
    ----------
    both_right, person_only, network_only, neither : int
        Test images that both named within five guesses, only one of the two, or neither.
    """

    both_right: int
    person_only: int
    network_only: int
    neither: int

    @property
    def images(self) -> int:
        """How many images the person looked at."""
        return self.both_right + self.person_only + self.network_only + self.neither

    @property
    def person_error(self) -> float:
        """Top-5 error of the person, in percent."""
        return 100 * (self.network_only + self.neither) / self.images

    @property
    def network_error(self) -> float:
        """Top-5 error of GoogLeNet on the same images, in percent."""
        return 100 * (self.person_only + self.neither) / self.images


# Russakovsky et al. (2015), section 6.4: two annotators, after some practice with the classes.
TRAINED_PERSON = Paired(both_right=1352, person_only=72, network_only=46, neither=30)
OTHER_PERSON = Paired(both_right=219, person_only=8, network_only=24, neither=7)
