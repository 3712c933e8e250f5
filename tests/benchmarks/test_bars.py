from benchmarks.bars import bars
from benchmarks.runs import seed_row
from tests.benchmarks.reports import a_gain, a_report, a_result


def test_a_missed_bar_is_told_as_missed() -> None:
    result = a_result()
    result["seeds"] = [seed_row(1, result["reports"]["synthetic"])]

    told = {asked: is_met for asked, _, is_met in bars(result)}

    assert told["contributions equal shap's and add up, in every report, to 1e-9"]
    assert not told["same content hash in 3 runs, rows shuffled, 1 or 2 threads"]
    assert not told["invented municipality: effort deviance within 5 % of the truth's own, seed 1"]
    assert told["leaving open cases out is visibly worse, mean of the seeds"]


def test_being_worse_than_the_freer_model_anywhere_is_named() -> None:
    result = a_result()
    result["seeds"] = [seed_row(1, result["reports"]["synthetic"])]
    report = a_report()
    report["category"]["against"]["boosting"] = {"log_loss": a_gain(0.05, 0.01, 0.09)}
    result["reports"]["dds"] = report

    missed = {asked: measured for asked, measured, is_met in bars(result) if not is_met}

    assert missed["category: nowhere clearly worse than unrestricted boosting"] == "worse on dds (log loss)"
