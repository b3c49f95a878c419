from promotions.bench.figures import Figure, figure, percentile, ratio, table, verdict


def test_a_ratio_is_of_pairs_with_its_spread():
    assert ratio([1.0, 4.0, 9.0], [1.0, 2.0, 3.0]) == Figure(median=2.0, min=1.0, max=3.0)


def test_a_figure_keeps_four_digits_however_small():
    assert figure([0.00123456]) == Figure(0.001235, 0.001235, 0.001235)


def test_a_percentile_is_one_of_the_values():
    hundred = [float(value) for value in range(100, 0, -1)]
    assert (percentile(hundred, 0.5), percentile(hundred, 0.99), percentile([7.0], 0.99)) == (50.0, 99.0, 7.0)


def test_a_goal_is_met_or_missed_by_so_much():
    assert verdict("full_to_copy", figure([1.4])) == "≤ 1.4  met"
    assert verdict("full_to_copy", figure([2.1])) == "≤ 1.4  missed, 1.50 × the goal"
    assert verdict("second_run_writes", figure([3.0])) == "= 0  missed"
    assert verdict("copy_seconds", figure([3.0])) == ""


def test_the_table_has_a_line_a_figure():
    lines = table({"copy_seconds": figure([7.0]), "full_to_copy": figure([1.25, 1.5, 2.0])}).splitlines()
    assert [line.split()[:3] for line in lines] == [["copy_seconds", "7"], ["full_to_copy", "1.5", "1.25–2"]]
    assert lines[1].endswith("≤ 1.4  missed, 1.07 × the goal")
