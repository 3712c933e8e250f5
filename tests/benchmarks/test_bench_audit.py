from benchmarks.bench_audit import bench_audit


def test_the_logs_figures_are_of_a_log_that_holds() -> None:
    figures = bench_audit(rows=2_000)

    assert (figures["holds"], figures["rows"]) == (True, 2_000)
    assert figures["report_rows"] > 0
    assert figures["verify_rows_per_second"] > 0
