import numpy as np
import pytest

from conundrum.evaluation.students import draw_lessons
from conundrum.models.networks import ReLUNetwork, predict


def test_each_draw_has_a_teacher_and_a_table_of_its_own():
    lessons = draw_lessons(seed=1, draws=3, n=20, inputs=4, tested=50)
    assert lessons.x.shape == (3, 20, 4)
    assert lessons.y.shape == (3, 20, 1)
    assert lessons.truth.shape == (3, 50)
    assert len(np.unique(lessons.y)) == 60
    again = draw_lessons(seed=1, draws=3, n=20, inputs=4, tested=50)
    np.testing.assert_array_equal(again.y, lessons.y)


def test_errors_are_those_on_a_new_observation():
    lessons = draw_lessons(seed=2, draws=2, n=5, inputs=3, noise=0.4, tested=30)
    networks = [ReLUNetwork((3, 6, 1), seed=s) for s in (1, 2)]
    for i, found in enumerate(lessons.test_errors(networks)):
        off = predict(networks[i], lessons.test_x[i])[:, 0] - lessons.truth[i]
        assert found == pytest.approx(np.mean(off**2) + 0.16)
