from conundrum.seeds import seeds_from


def test_draws_of_one_experiment_differ_and_experiments_share_none():
    assert len({*seeds_from(1, 200), *seeds_from(2, 200)}) == 400


def test_more_draws_begin_with_the_same():
    assert seeds_from(1, 5) == seeds_from(1, 9)[:5]
