import pytest

from conundrum.notation import number


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (-0.25, "−0.25"),
        (2400, "2,400"),
        (6.9e6, "6.9 × 10⁶"),
        (-2e-15, "−2 × 10⁻¹⁵"),
    ],
)
def test_numbers_are_written_as_readers_write_them(value, written):
    assert number(value) == written


def test_a_number_has_no_more_digits_than_asked_for():
    assert number(6_871_234, digits=1) == "7 × 10⁶"
    assert number(47_213, digits=2) == "47,000"
    assert number(0.05678, digits=2) == "0.057"
