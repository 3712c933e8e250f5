"""What is the server made of? Routes, one road for all of them, one gate for bodies, one family of errors, headers."""

from fastapi import Depends, FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles

from features.scheme_toml import EMBEDDED, read_scheme
from serve import (
    board_forms,
    board_pages,
    board_settling,
    capacity_pages,
    case_edit,
    case_forms,
    case_pages,
    child_trace_pages,
    compare_pages,
    considerations_pages,
    decision_forms,
    decision_pages,
    desk_forms,
    desk_pages,
    diary_closing,
    diary_forms,
    diary_pages,
    diary_sheets,
    diary_weeks,
    dissent_pages,
    draft_child,
    draft_handing_in,
    draft_pages,
    drift_pages,
    evaluation_pages,
    follow_up_forms,
    follow_up_history,
    follow_up_pages,
    hand_over_pages,
    help_pages,
    language_pages,
    milestone_forms,
    mine_pages,
    model_alarms,
    model_candidate_pages,
    model_pages,
    model_use_pages,
    model_versions,
    openapi,
    pages,
    policy_forms,
    policy_pages,
    problems,
    queue_pages,
    register_forms,
    register_pages,
    trace_pages,
    who_may_pages,
)
from serve.access.entrance import Entrance
from serve.access.routes import router as access_router
from serve.addresses import AddressGate
from serve.api import api_router, probes
from serve.api.reckoning import Reckoning
from serve.assesses import Assesses
from serve.bodies import BodyGate
from serve.capacity_shelf import Shelf
from serve.case_models import CaseModels
from serve.current import Answering, Capturing, Current
from serve.door import Door
from serve.draining import lifespan
from serve.hosts import HostGate
from serve.house import House
from serve.invented import InventedData
from serve.kept_answers import Kept
from serve.logs import RequestLog
from serve.rendering import STATIC
from serve.security import SecurityHeaders
from serve.shadowing import Shadow
from serve.shedding import Shedding
from serve.speaking import Speaking
from serve.swapping import Swapper, told_in_use
from serve.visits import visiting
from storage.engine import Engine

_WORTH_PACKING = 1_000
_SUBJECTS = (
    queue_pages,
    pages,
    model_alarms,
    model_candidate_pages,
    model_pages,
    model_use_pages,
    model_versions,
    drift_pages,
    board_pages,
    board_forms,
    board_settling,
    policy_pages,
    policy_forms,
    compare_pages,
    evaluation_pages,
    follow_up_pages,
    follow_up_forms,
    considerations_pages,
    follow_up_history,
    capacity_pages,
    register_pages,
    register_forms,
    mine_pages,
    who_may_pages,
    desk_pages,
    desk_forms,
    dissent_pages,
    hand_over_pages,
    help_pages,
    trace_pages,
    child_trace_pages,
    diary_pages,
    diary_forms,
    diary_closing,
    diary_weeks,
    diary_sheets,
    draft_pages,
    draft_handing_in,
    draft_child,
    case_edit,
    case_forms,
    milestone_forms,
    decision_pages,
    decision_forms,
    language_pages,
    case_pages,
)
"""The pages' files. A case's own page comes last: its id may hold slashes, so it takes what is left."""


def create_app(
    assessor: Assesses | None,
    engine: Engine,
    *,
    entrance: Entrance | None = None,
    door: Door | None = None,
    house: House | None = None,
) -> FastAPI:
    """Return the application. Without an assessor it does all but suggest, and ``/ready`` stays closed.

    The entrance is its door unless another is given. Without one nobody can log in.
    """
    rules, way_in = house or House(), entrance or Entrance()
    app = FastAPI(
        title="Sagstyngde",
        summary="Hvor kompleks er en sag, hvor mange timer tager den, og hvem bør have den? Beslutningsstøtte.",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # the interactive pages load scripts from elsewhere
        redoc_url=None,
        dependencies=[Depends(visiting)],
        lifespan=lifespan(rules),
    )
    app.state.answering = answering = Answering(Current.of(assessor, rules))
    app.state.scheme = followed = assessor.scheme if assessor else rules.scheme or read_scheme(EMBEDDED)
    app.state.case_models = CaseModels.of(followed)
    app.state.engine = engine
    app.state.entrance = way_in
    app.state.door = door or way_in
    app.state.reckoning = Reckoning()
    app.state.comparisons = Kept()
    app.state.hours_beside = Kept(most=2)
    app.state.model_looks = Kept(most=4)
    app.state.capacity = Shelf()
    app.state.swapper = app.state.shadow = app.state.hears = None
    if rules.takes is not None:
        app.state.swapper = Swapper(engine=engine, answering=answering, scheme=followed, takes=rules.takes)
        app.state.shadow = Shadow(engine=engine, scheme=followed, takes=rules.takes)
        app.state.hears = app.state.shadow.hear
    told_in_use(None, answering.current.bundle_hash)
    problems.install(app)
    openapi.install(app)
    app.include_router(probes.router)
    app.include_router(api_router(followed))
    for subject in _SUBJECTS:
        app.include_router(subject.router)
    app.include_router(access_router)
    # Packed: what no request has a say in. Pages are not: they repeat what was asked beside a form's mark (BREACH).
    app.mount("/static", GZipMiddleware(StaticFiles(directory=STATIC), minimum_size=_WORTH_PACKING), name="static")
    app.add_middleware(BodyGate)
    app.add_middleware(AddressGate)
    app.add_middleware(Shedding, most=rules.most_in_flight)
    app.add_middleware(Speaking, cookies=way_in.cookies)
    app.add_middleware(HostGate, hosts=rules.hosts)
    app.add_middleware(InventedData, is_invented=followed.synthetic)
    app.add_middleware(SecurityHeaders, over_tls=way_in.cookies.over_tls)
    app.add_middleware(Capturing, answering=answering)
    app.add_middleware(RequestLog)
    return app
