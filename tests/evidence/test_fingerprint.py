"""A fingerprint changes with whatever a value comes from, and with nothing else."""

import ast
import re
import shutil
import sys
from functools import partial
from inspect import signature
from pathlib import Path

import numpy as np
import pytest

from conundrum.claims import Claim, chapters, statements_of
from conundrum.data.curves import SINE
from conundrum.evidence.fingerprint import BOOKKEEPING, Fingerprints, dump
from conundrum.evidence.measuring import by_experiment
from conundrum.evidence.stored import read_evidence
from conundrum.evidence.writing import written, written_experiment
from conundrum.models.networks import ReLUNetwork

ROOT = Path(__file__).parents[2]

EXPERIMENTS = '''
"""Experiments."""

from dataclasses import dataclass
from functools import cache

import sklearn.linear_model
import numpy as np

from conundrum.experiment import experiment
from toys import curves
from toys.noise import LEVEL as HEIGHT, draw

SIZE = 30
UNUSED = 1


@dataclass(frozen=True)
class Fit(curves.Base):
    """A fit."""

    error: float

    @property
    def root(self):
        """Its root."""
        return self.error**0.5


@cache
def load():
    return open("numbers.csv").read()


@experiment
def fit(*, seed, draws=3, curve=curves.line):
    """Fit something."""
    from toys.late import offset

    values = [draw(seed + i, HEIGHT) for i in range(draws)]  # a comment
    return Fit(float(np.mean(values)) + curve(SIZE) + offset())


def unused():
    return curves.unused() + UNUSED
'''

CURVES = """
CALLS = []
CALLS.append(1)


class Base:
    half = 2

    def shown(self):
        return helper()


def helper():
    return 10


def line(x: int, slope: float = 1.5) -> float:
    return slope * x


def unused():
    return 11
"""

NOISE = """
from toys.deeper import scale

LEVEL = 5
OTHER = 6


def draw(seed, level):
    return scale(seed) * level
"""

CLAIMS = '''
from functools import partial

from conundrum.claims import claim
from toys import experiments

TIMES = 12


@claim(experiments.fit, above=13, unit=" m")
def it_fits(fit: experiments.Fit) -> float:
    """It fits."""
    return twice(fit.root)


def twice(value):
    return TIMES * value


def not_used(value):
    return 14
'''


@pytest.fixture
def written_toys(toys):
    toys.write("experiments.py", EXPERIMENTS)
    toys.write("curves.py", CURVES)
    toys.write("noise.py", NOISE)
    toys.write(
        "deeper.py", "from math import sqrt\n\ndef scale(seed):\n    return sqrt(seed) / 7\n"
    )
    toys.write("late.py", "def offset():\n    return 8\n")
    toys.write("claims.py", CLAIMS)
    toys.write("data/numbers.csv", "1,2\n")
    toys.write("data/others.csv", "1,2\n")
    return toys


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param("experiments.py", "draws=3", "draws=4", id="a default"),
        pytest.param("experiments.py", "SIZE = 30", "SIZE = 31", id="a constant"),
        pytest.param("experiments.py", "seed + i", "seed - i", id="an operator"),
        pytest.param("experiments.py", "**0.5", "**0.4", id="a property of the result"),
        pytest.param("experiments.py", "@cache\n", "", id="a decorator"),
        pytest.param("experiments.py", "curves.line", "curves.helper", id="another default"),
        pytest.param("experiments.py", "LEVEL as HEIGHT", "OTHER as HEIGHT", id="another import"),
        pytest.param("curves.py", "half = 2", "half = 3", id="an attribute of a base class"),
        pytest.param("curves.py", "return 10", "return 9", id="what a method of a base calls"),
        pytest.param("curves.py", "slope: float = 1.5", "slope: float = 1.6", id="module.name"),
        pytest.param("curves.py", "append(1)", "append(2)", id="what importing does"),
        pytest.param("noise.py", "LEVEL = 5", "LEVEL = 6", id="a constant under another name"),
        pytest.param("deeper.py", "/ 7", "/ 8", id="two modules away"),
        pytest.param("deeper.py", "import sqrt", "import exp as sqrt", id="of another library"),
        pytest.param("late.py", "8", "9", id="imported inside a function"),
        pytest.param("claims.py", "fit.root", "fit.error", id="the measurement"),
        pytest.param("claims.py", "TIMES = 12", "TIMES = 13", id="what it calls"),
    ],
)
def test_what_a_value_comes_from_changes_its_fingerprint(written_toys, file, old, new):
    before = written_toys.fingerprint()
    if old == "@cache\n":  # the fingerprint must see it where it is reached
        written_toys.replace("experiments.py", "+ offset()", "+ offset() + len(load())")
        before = written_toys.fingerprint()
    written_toys.replace(file, old, new)
    assert written_toys.fingerprint() != before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param("experiments.py", "Fit something.", "Fit it.", id="a docstring"),
        pytest.param("experiments.py", '"""Experiments."""', "", id="no docstring"),
        pytest.param("experiments.py", "  # a comment", "", id="a comment"),
        pytest.param(
            "experiments.py", "(seed + i, HEIGHT)", "(\n  seed + i, HEIGHT\n)", id="layout"
        ),
        pytest.param("experiments.py", "UNUSED = 1", "UNUSED = 2", id="an unused constant"),
        pytest.param("curves.py", "return 11", "return 12", id="an unused function"),
        pytest.param("curves.py", "x: int", 'x: "float"', id="an annotation"),
        pytest.param("curves.py", "-> float", "", id="what is returned"),
        pytest.param("noise.py", "OTHER = 6", "OTHER = 7", id="a neighbour of what is imported"),
        pytest.param("claims.py", "It fits.", "It fits well.", id="the sentence"),
        pytest.param("claims.py", "above=13", "above=14, rate=0.9", id="the bound and the rate"),
        pytest.param("claims.py", "return 14", "return 15", id="an unused helper of claims"),
        pytest.param("claims.py", "fit: experiments.Fit", "fit", id="the measurement's annotation"),
    ],
)
def test_nothing_else_does(written_toys, file, old, new):
    before = written_toys.fingerprint()
    written_toys.replace(file, old, new)
    assert written_toys.fingerprint() == before


def test_a_module_that_is_used_as_a_value_is_reached_as_a_whole(written_toys):
    written_toys.replace("experiments.py", "curve(SIZE)", "curve(SIZE) + len(vars(curves))")
    before = written_toys.fingerprint()
    written_toys.replace("curves.py", "return 11", "return 12")
    assert written_toys.fingerprint() != before


def test_what_a_package_hands_on_is_followed(written_toys):
    written_toys.write("__init__.py", "from toys.noise import draw\n")
    written_toys.replace("experiments.py", "import LEVEL as HEIGHT, draw", "import LEVEL as HEIGHT")
    written_toys.replace("experiments.py", "from toys import curves", "from . import curves, draw")
    before = written_toys.fingerprint()
    written_toys.replace("deeper.py", "/ 7", "/ 8")
    assert written_toys.fingerprint() != before


def test_names_that_are_exchanged_in_an_import_are_noticed(written_toys):
    written_toys.replace("experiments.py", "draw(seed + i, HEIGHT)", "draw(seed + i, HEIGHT) + low")
    written_toys.replace("experiments.py", "LEVEL as HEIGHT,", "LEVEL as HEIGHT, OTHER as low,")
    before = written_toys.fingerprint()
    written_toys.replace(
        "experiments.py", "LEVEL as HEIGHT, OTHER as low", "OTHER as HEIGHT, LEVEL as low"
    )
    assert written_toys.fingerprint() != before


def test_arguments_count_by_value_and_not_by_name(written_toys):
    def with_experiment(experiment):
        written_toys.write(
            "claims.py", CLAIMS.replace("experiments.fit, above", f"{experiment}, above")
        )
        return written_toys.fingerprint()

    three = with_experiment("partial(experiments.fit, draws=3)")
    assert three == with_experiment("experiments.fit")  # which is its default
    assert three == with_experiment("partial(experiments.fit, draws=experiments.UNUSED + 2)")
    assert three != with_experiment("partial(experiments.fit, draws=4)")


def test_a_function_as_an_argument_is_followed(written_toys):
    written_toys.replace(
        "claims.py",
        "experiments.fit,",
        "partial(experiments.fit, curve=experiments.curves.unused),",
    )
    before = written_toys.fingerprint()
    written_toys.replace("curves.py", "return 11", "return 12")
    assert written_toys.fingerprint() != before


def test_a_lambda_within_an_argument_is_followed(written_toys):
    written_toys.replace(
        "curves.py", "class Base:", "SQUARE = lambda x: x**2 + helper()\n\nclass Base:"
    )
    written_toys.replace("experiments.py", "curve=curves.line", "curve=curves.SQUARE")
    before = written_toys.fingerprint()
    written_toys.replace("curves.py", "return 10", "return 9")
    changed = written_toys.fingerprint()
    assert changed != before
    written_toys.replace("curves.py", "x**2", "x**3")
    assert written_toys.fingerprint() != changed


def test_data_files_count_where_they_are_named(written_toys):
    before = written_toys.fingerprint()
    written_toys.write("data/numbers.csv", "1,3\n")
    assert written_toys.fingerprint() == before  # nothing reaches `load`
    written_toys.replace("experiments.py", "+ offset()", "+ offset() + len(load())")
    reads = written_toys.fingerprint()
    written_toys.write("data/others.csv", "1,3\n")
    assert written_toys.fingerprint() == reads
    written_toys.write("data/numbers.csv", "1,4\n")
    assert written_toys.fingerprint() != reads


@pytest.mark.parametrize(
    ("pin", "used", "counts"),
    [
        ("numpy==2", "1", True),
        ("scipy==1", "1", True),  # whether it is imported or not
        ("scikit-learn==3", "1", False),
        ("scikit-learn==3", "sklearn.linear_model.Ridge().alpha", True),
        ("torch==4", "1", False),
        ("tqdm==5", "1", False),
    ],
)
def test_pins_count_where_the_library_is_used(written_toys, pin, used, counts):
    written_toys.replace("experiments.py", "+ offset()", f"+ offset() + {used}")
    before = written_toys.fingerprint()
    pins = written_toys.requirements.read_text()
    written_toys.requirements.write_text(pins.replace(pin, f"{pin}.1"))
    assert (written_toys.fingerprint() != before) == counts


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("experiments.py", "curve(SIZE)", 'eval("SIZE")', "eval"),
        ("experiments.py", "curve(SIZE)", 'globals()["SIZE"]', "globals"),
        ("experiments.py", "from toys import curves", "from toys.curves import *", "import"),
    ],
)
def test_what_cannot_be_seen_is_refused(written_toys, file, old, new, named):
    (statement, *_) = written_toys.statements()
    written_toys.replace(file, old, new)
    with pytest.raises(ValueError, match=named):
        written_toys.fingerprints.of(statement)


def test_a_measurement_must_be_a_function_of_its_module():
    def inner(result):
        "It is."
        return 1.0

    statement = Claim(inner, statements_of("conundrum")[0].experiment, above=0)
    with pytest.raises(ValueError, match="inner"):
        Fingerprints().of(statement)


def test_a_syntax_tree_is_written_alike_under_every_version_of_python():
    source = (
        '@d\ndef f(a, *, b=-1, **c) -> "d":\n    "Doc."\n    x: int = [f"{a!r:>{b}}", u"é", None]\n'
    )
    assert dump(ast.parse(source).body) == (
        "[FunctionDef(name='f', args=arguments(args=[arg(arg='a')], kwonlyargs=[arg(arg='b')], "
        "kw_defaults=[UnaryOp(op=USub(), operand=Constant(value=1))], kwarg=arg(arg='c')), "
        "body=[AnnAssign(target=Name(id='x'), value=List(elts=[JoinedStr(values=["
        "FormattedValue(value=Name(id='a'), conversion=114, format_spec=JoinedStr(values=["
        "Constant(value='>'), FormattedValue(value=Name(id='b'), conversion=-1)]))]), "
        "Constant(value='\\xe9'), Constant()]))], decorator_list=[Name(id='d')])]"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((1, 2.5, "a", None), "(1, 2.5, 'a', None)"),
        ((1,), "(1,)"),
        (np.float64(0.1), "0.1"),
        (np.array([1, 2]), "ndarray([1, 2], int64)"),
        ({"b": range(3)}, "{'b': range(0, 3)}"),
        ({2, 1}, "{1, 2}"),
        (ReLUNetwork, "conundrum.models.networks.ReLUNetwork"),
        (partial(written, value=1), "partial(conundrum.evidence.writing.written, , value=1)"),
    ],
)
def test_values_are_written_in_full(value, text):
    assert written(value) == text


def test_objects_are_written_by_what_they_hold():
    assert re.fullmatch(
        r"conundrum\.data\.curves\.Curve\(function=.+sin.*, low=.+, high=.+, noise=0\.3\)",
        written(SINE),
    )


def test_an_argument_without_a_name_is_refused():
    def inner():
        pass

    with pytest.raises(ValueError, match="inner"):
        written(inner)


@pytest.fixture(scope="module")
def statements():
    return [statement for chapter in chapters() for statement in statements_of(chapter)]


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT / "code", tmp_path / "code", ignore=shutil.ignore_patterns("*.pyc"))
    return tmp_path / "code"


def test_numbers_deep_in_the_workshop_reach_the_book(statements, copy):
    """Every number in the modules that train fleets is changed; what trains fleets is noticed."""
    changed = set()
    for module in ("fleet.descent", "optimisers"):
        file = copy / "conundrum" / "training" / f"{module.replace('.', '/')}.py"
        tree = ast.parse(file.read_text())
        for definition in tree.body:
            for node in ast.walk(definition):
                if isinstance(node, ast.Constant) and type(node.value) in (int, float):
                    node.value += 1
                    changed |= {
                        f"conundrum.training.{module}.{name}" for name in _names(definition)
                    }
        file.write_text(ast.unparse(tree))
    before, after = Fingerprints(), Fingerprints(copy)
    reaches = [bool(changed & before.reached(statement)) for statement in statements]
    assert [before.of(s) != after.of(s) for s in statements] == reaches
    assert any(reaches)
    assert not all(reaches)


def _names(definition):
    if isinstance(definition, ast.FunctionDef | ast.ClassDef):
        return [definition.name]
    names = (node for node in ast.walk(definition) if isinstance(node, ast.Name))
    return [name.id for name in names if isinstance(name.ctx, ast.Store)]


def test_another_layout_of_the_whole_package_changes_no_fingerprint(statements, copy):
    for file in copy.rglob("*.py"):
        file.write_text(ast.unparse(ast.parse(file.read_text())))
    before, after = Fingerprints(), Fingerprints(copy)
    assert [before.of(s) for s in statements] == [after.of(s) for s in statements]


def test_experiments_are_written_with_their_arguments(statements):
    for statement in statements:
        text = written_experiment(statement)
        rooms = (f"conundrum.chapters.{statement.chapter}.experiments", "conundrum.evaluation.")
        assert text.startswith(rooms)
        assert "seed=" not in text


def shortened(experiment):
    """Take a few steps where training is followed call by call; they call what all steps call."""
    steps = signature(experiment).parameters.get("steps")
    return partial(experiment, steps=50) if steps and isinstance(steps.default, int) else experiment


def name_of(code):
    """Return the name of a function, class or module of the package, and nothing for others'."""
    file, name = Path(code.co_filename), code.co_qualname.partition(".")[0]
    if ROOT / "code" not in file.parents or name.startswith("<"):
        return None
    parts = file.relative_to(ROOT / "code").with_suffix("").parts
    return ".".join([*(part for part in parts if part != "__init__"), name])


@pytest.mark.slow
@pytest.mark.parametrize("chapter", chapters())
def test_whatever_an_experiment_runs_is_reached(chapter):
    """Follow the cheapest experiment of a chapter while it runs."""
    evidence = read_evidence(chapter)
    groups = by_experiment(s for s in statements_of(chapter) if s.name in evidence)
    group = min(groups.values(), key=lambda group: evidence[group[0].name].seconds)
    called = set()

    def note(frame, event, _):
        if event == "call":
            called.add(frame.f_code)

    sys.setprofile(note)
    try:
        result = shortened(group[0].experiment)(seed=1000)
        for statement in group:
            statement.measure(result)
    finally:
        sys.setprofile(None)
    run = {name for name in map(name_of, called) if name}
    fingerprints = Fingerprints()
    reached = set().union(*(fingerprints.reached(statement) for statement in group))
    noted = {name.removeprefix("measure ") for name in reached}
    assert len(run) > 1
    assert {n for n in run - noted if not n.startswith((BOOKKEEPING, "conundrum.claims."))} == set()
