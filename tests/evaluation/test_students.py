import numpy as np
import pytest

from conundrum.data.teachers import Teacher
from conundrum.evaluation.students import draw_lessons, learn_from_teachers
from conundrum.models.networks import ReLUNetwork, network_of, predict
from conundrum.seeds import seeds_from
from conundrum.training.fit import fit


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


def test_answers_are_those_of_the_teacher():
    lessons = draw_lessons(seed=3, draws=1, n=10, inputs=2, noise=0.0, units=4, tested=20)
    [draw] = seeds_from(3, 1)
    teacher = Teacher(2, noise=0.0, seed=seeds_from(draw, 4)[0], units=4)
    np.testing.assert_allclose(lessons.y[0], teacher(lessons.x[0]))
    np.testing.assert_allclose(lessons.truth[0], teacher(lessons.test_x[0])[:, 0])


def test_observations_held_out_are_the_first_of_each_table():
    lessons = draw_lessons(seed=4, draws=2, n=6, inputs=2, tested=10)
    rest, held_out = lessons.hold_out(2)
    np.testing.assert_array_equal(held_out.y, lessons.y[:, :2])
    np.testing.assert_array_equal(np.hstack([held_out.x, rest.x]), lessons.x)


def test_new_inputs_are_halved():
    lessons = draw_lessons(seed=5, draws=2, n=3, inputs=2, tested=10)
    first, second = lessons.halve_tests()
    np.testing.assert_array_equal(np.hstack([first.test_x, second.test_x]), lessons.test_x)
    np.testing.assert_array_equal(np.hstack([first.truth, second.truth]), lessons.truth)
    assert first.truth.shape == second.truth.shape == (2, 5)


def test_a_silent_network_misses_the_variance_of_answers_and_noise():
    lessons = draw_lessons(seed=6, draws=1, n=5000, inputs=3, noise=2.0)
    silent = network_of((np.zeros((1, 3)), np.zeros(1)), (np.zeros((1, 1)), np.zeros(1)))
    assert lessons.test_error(0, silent) == pytest.approx(1 + 4, rel=0.1)
    assert lessons.table_errors([silent]) == pytest.approx([1 + 4], rel=0.1)


def test_students_learn_alone_as_they_do_side_by_side():
    students = learn_from_teachers(seed=7, draws=2, widths=(2, 5), n=20, inputs=3, steps=50)
    lessons = draw_lessons(seed=7, draws=2, n=20, inputs=3)
    alone = lessons.networks(5)[1]
    fit(alone, lessons.x[1], lessons.y[1], steps=50, learning_rate=0.01)
    assert students.test_error[1, 1] == pytest.approx(lessons.test_error(1, alone), rel=1e-4)
    assert students.train_error[1, 1] == pytest.approx(lessons.table_error(1, alone), rel=1e-4)
