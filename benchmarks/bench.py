"""How fast is it, beside its peers, on this machine? Writes docs/bench.json, docs/allocation.md and docs/pages.md."""

import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.allocation_pages import allocation_page
from benchmarks.bench_advise import bench_advise
from benchmarks.bench_allocation import bench_allocation
from benchmarks.bench_audit import bench_audit
from benchmarks.bench_balance import bench_balance, bench_proofs
from benchmarks.bench_costs import bench_costs
from benchmarks.bench_evaluation import bench_evaluation
from benchmarks.bench_http import bench_http
from benchmarks.bench_imports import bench_imports
from benchmarks.bench_mandate import bench_mandate
from benchmarks.bench_pages import bench_pages
from benchmarks.bench_plan import bench_plan
from benchmarks.bench_tables import bench_tables
from benchmarks.pages_page import pages_page
from benchmarks.runs import SYNTHETIC_CASES, municipality
from benchmarks.surroundings import DOCS, Bar, Json, bar, silent, surroundings, write_json
from models.learn import Training
from pipelines.train import Trained, train

STEPS = 13
TRAININGS = 5


def collect(tell: Bar) -> Json:
    """Run every benchmark, one after another."""
    tell("Importing the server")
    figures = surroundings() | {"imports": bench_imports()}
    tell(f"Inventing and training on {SYNTHETIC_CASES} cases")
    folder = municipality(1)
    trained, figures["train"] = _train(folder)
    tell("Point tables beside shap")
    figures |= bench_tables(trained)
    tell("The server")
    figures["http"] = bench_http(trained, folder / "intake.csv")
    tell("Allocation")
    figures["allocation"] = bench_balance()
    figures["balance_proofs"] = bench_proofs()
    tell("Costs, moves and weeks")
    figures["costs"] = bench_costs()
    tell("Whole proposals")
    figures["policies"] = bench_allocation()
    figures["plans"] = bench_plan()
    tell("Advice on one case")
    figures["advice"] = [bench_advise(policy=name) for name in ("standard", "distrikt_og_kompetence")]
    tell("The log of looks, with a million rows")
    figures["audit"] = bench_audit()
    tell("Routes of decisions")
    figures["mandate"] = bench_mandate()
    tell("A whole evaluation")
    figures["evaluation"] = bench_evaluation()
    tell("Every page of a large municipality")
    figures["pages"] = bench_pages(trained, folder)
    tell("Writing")
    return figures


def main() -> None:
    """Collect, write and show."""
    with bar(STEPS) as tell:
        figures = collect(tell)
    write_json("bench.json", figures)
    DOCS.joinpath("allocation.md").write_text(allocation_page(figures), "utf-8")
    DOCS.joinpath("pages.md").write_text(pages_page(figures["pages"]), "utf-8")
    Console().print(_shown(figures))


def _train(folder: Path) -> tuple[Trained, Json]:
    """Train some times; the last bundle is used on."""
    taken, fits = [], []
    for _ in range(TRAININGS):
        started = time.perf_counter()
        trained = train(str(folder / "scheme.toml"), folder, Training(), silent)
        taken.append(time.perf_counter() - started)
        fits.append(trained.report["timing"]["fit_s"])
    middle = TRAININGS // 2
    row = {"cases": SYNTHETIC_CASES, "seconds": round(sorted(taken)[middle], 2), "fit_seconds": sorted(fits)[middle]}
    return trained, row


def _shown(figures: Json) -> Table:
    batch, one, http, train_ = (figures[name] for name in ("assess_batch", "assess_one", "http", "train"))
    gaps: dict[str, list[str]] = {row["variant"]: [] for row in figures["allocation"]}
    for row in figures["allocation"]:
        gaps[row["variant"]].append(f"{row['cases']:,}: {row['gap_pct']:.4f} % in {row['seconds']:.2f} s")
    table = Table("what", "figure", title="docs/bench.json")
    table.add_row(
        "batch, µs of processor time a row (shap)",
        f"{batch['ours_us_per_row']} ({batch['shap_us_per_row']}): {batch['ratio']}×",
    )
    table.add_row("the shares alone, µs a row", f"{batch['same_as_peer_us_per_row']}: {batch['same_as_peer_ratio']}×")
    table.add_row("one case, ms of processor time (shap)", f"{one['ours_ms']} ({one['peer_ms']}): {one['ratio']}×")
    table.add_row(
        f"http, {http['clients']} clients, requests a second (mlflow, as documented)",
        f"{http['ours_rps']} ({http['mlflow_rps']}, {http['mlflow_documented_rps']}): "
        f"{http['ratio']}×, {http['documented_ratio']}×",
    )
    table.add_row("http, 100 requests a second", f"p50 {http['p50_ms']} ms, p99 {http['p99_ms']} ms")
    table.add_row("server", f"ready in {http['ready_s']} s, {http['rss_mib']} MiB a worker")
    table.add_row("training", f"{train_['seconds']} s, of which fitting {train_['fit_seconds']} s")
    for variant, told in gaps.items():
        table.add_row(f"allocation, {variant}", "\n".join(told))
    for row in figures["advice"]:
        table.add_row(f"advice on one case, {row['policy']}", f"p50 {row['p50_ms']} ms, p99 {row['p99_ms']} ms")
    log = figures["audit"]
    table.add_row("log of looks, checked", f"{log['verify_rows_per_second']} rows a second, {log['rows']} rows")
    table.add_row("a child's report of it", f"{log['report_rows']} looks in {1e3 * log['report_seconds']:.0f} ms")
    routes = figures["mandate"]
    table.add_row("where a decision is made", f"{routes['route_us']} µs of processor time a route")
    table.add_row(f"who may decide what, {routes['caseworkers']} x {routes['provisions']}", f"{routes['who_may_s']} s")
    for row in figures["plans"]:
        parts = ", ".join(f"{part} {seconds} s" for part, seconds in row["parts"].items())
        table.add_row(f"proposal, {row['cases']} x {row['caseworkers']}", f"{row['seconds']} s: {parts}")
    return table


if __name__ == "__main__":
    main()
