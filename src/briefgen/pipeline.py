"""The stages in order, for a whole run: the table of contents of the program.

read > parse > validate > resolve > check (`project`), then for each audience and length
select > fit > compose > read back > render (`deliver`), then write (`output`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import briefgen
from briefgen import output, resources, workers
from briefgen.caching import cache_folder, prune_cache
from briefgen.core.model import Brief
from briefgen.desk import open_desk
from briefgen.diagnostics import BUILT_IN, Report, UsageError, closest
from briefgen.fitting import Fits, Proof, recorded
from briefgen.making import Made, Outcome, Piece, Step, Task, keeping, make_pieces, outcome_of, run_task
from briefgen.project import Workspace, load_checked
from briefgen.render.docx import WordOptions
from briefgen.render.theme import MAX_ASSET_BYTES
from briefgen.results import Built, Progress, Request, Told
from briefgen.stopwatch import lap, timed
from briefgen.verify import hold_to_budget, office_for, word_file
from briefgen.workers import Limits

FORMATS = ("pdf", "docx", "html")


def build(request: Request, progress: Progress | None = None) -> Built:
    """Make the deliverables that were asked for and write those that are sound.

    Raises `BuildFailed` when the content is at fault (nothing is written then), `UsageError` for names that
    do not exist, `BriefgenError` for the surroundings. Faults of one deliverable leave the others alone and its
    own earlier files in place.
    """
    with timed() as watch:
        built = _build(request, progress)
    built.laps = watch.laps
    return built


def _build(request: Request, progress: Progress | None) -> Built:
    report = Report()
    with lap("check"):
        workspace = load_checked(request.root, report)
    built = Built(report, workspace)
    prune_cache(request.root)
    for name in workspace.briefs:
        output.clear_leftovers(output.keep_inside(request.root, request.build_folder / name))
    word = word_options(request)
    with lap("hash"):
        inputs = {**input_hashes(workspace), **word.hashes}
    tasks = [replace(task, word=word) for task in _tasks(request, workspace)]
    office = office_for({f for t in tasks for f in t.formats}) if request.verify_docx else None
    if not request.force:
        tasks = [replace(task, standing=_standing(request, task)) for task in tasks]
    fresh = [t for t in tasks if not (request.force or request.fresh) and _is_up_to_date(request, t, inputs, built)]
    todo = [t for t in tasks if t not in fresh]
    made: list[Outcome] = []
    with lap("make"), keeping(workspace):
        for outcome in _outcomes(todo, request, built, _heard(todo, progress)):
            report.extend(outcome.diagnostics)
            task = outcome.task
            built.costs |= {(task.brief, task.audience, length): laps for length, laps in outcome.laps.items()}
            if office:
                made.append(outcome)
            else:
                _write(request, outcome, inputs, built)
    with lap("verify"):
        for outcome in _verified(office, made, fresh, built) if office else ():
            _write(request, outcome, inputs, built)
    return built


def _heard(tasks: Sequence[Task], progress: Progress | None) -> Callable[[Task, object], None]:
    """Passes on what workers tell and finish."""
    total, done = sum(len(task.lengths) for task in tasks), 0

    def hear(task: Task, what: object) -> None:
        nonlocal done
        if progress and isinstance(what, Step | Piece) and what.length:
            done += isinstance(what, Piece)
            stage = what.stage if isinstance(what, Step) else ""
            progress(Told(f"{task}, {what.length}", stage, done, total))

    return hear


def input_hashes(workspace: Workspace) -> dict[str, str]:
    """SHA-256 of everything that an output depends on: content, templates, fonts, the program itself."""
    package = Path(briefgen.__file__).parent
    roots = [("content", workspace.root / "content"), ("briefgen", package)]
    roots += [(shelf.shown, shelf.path) for shelf in workspace.shelves]
    if all(shelf.shown != BUILT_IN for shelf in workspace.shelves):
        roots.append((BUILT_IN, resources.built_in_templates()))
    return output.hash_files(roots)


def word_options(request: Request) -> WordOptions:
    """What the request asks of Word files; raises `UsageError` when its reference document cannot be read."""
    path = request.reference_doc
    if path is None:
        return WordOptions(anchors=request.anchors)
    try:
        if path.stat().st_size > MAX_ASSET_BYTES:
            raise UsageError(f"{path} has more than {MAX_ASSET_BYTES:,} bytes")
        return WordOptions(path.read_bytes(), path.name, request.anchors)
    except OSError as fault:
        raise UsageError(f"{path} cannot be read: {fault.strerror}") from fault


def _tasks(request: Request, workspace: Workspace) -> Iterator[Task]:
    names = request.briefs or tuple(workspace.briefs)
    if not names:
        raise UsageError("there is no brief to build", hint="make one with: briefgen new brief my-brief")
    _must_exist("format", request.formats, FORMATS)
    for name in names:
        brief = workspace.brief(name)
        audiences = _once(request.audiences or brief.audiences)
        _must_exist("audience", audiences, workspace.audiences)
        for audience in audiences:
            _must_exist("length", request.lengths, _lengths(workspace, audience, brief))
            lengths, formats = _once(request.lengths or brief.lengths), _once(request.formats or brief.formats)
            manifest = {} if request.fresh else output.read_manifest(request.build_folder / brief.id)
            previous = recorded(manifest, audience)
            yield Task(request.root, brief.id, audience, lengths, formats, previous)


def _once(names: Sequence[str]) -> tuple[str, ...]:
    """What was asked for twice is made once."""
    return tuple(dict.fromkeys(names))


def _lengths(workspace: Workspace, audience: str, brief: Brief) -> tuple[str, ...]:
    profile = workspace.audience(audience, brief.lang, Report())
    return tuple(profile.lengths) if profile else ()


def _must_exist(what: str, names: Sequence[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            hint = closest(name, known) or f"there are: {', '.join(known)}"
            raise UsageError(f'there is no {what} "{name}"', hint=hint)


# --- workers --------------------------------------------------------------------------------------


def _outcomes(
    tasks: Sequence[Task], request: Request, built: Built, heard: Callable[[Task, object], None]
) -> Iterator[Outcome]:
    if request.limits is None and (request.jobs <= 1 or len(tasks) <= 1):
        yield from map(run_task, tasks)
        return
    whole, pieces, todo = {str(task): task for task in tasks}, dict[str, list[Piece]](), deque(tasks)
    for ended in workers.run(make_pieces, todo, request.jobs, request.limits or Limits(), heard):
        name = str(ended.task)
        found = pieces.setdefault(name, [])
        found += ended.results
        if ended.why:
            lost, *rest = ended.task.lengths[len([piece for piece in ended.results if piece.length]) :] or [""]
            found.append(_lost(ended.task, lost, ended.why, built))
            if rest:
                todo.appendleft(replace(ended.task, lengths=tuple(rest)))
                continue
        yield outcome_of(whole[name], found)


def _lost(task: Task, length: str, why: str, built: Built) -> Piece:
    report = Report(built.report.severities)
    hint = "what does it show that has no end? If it needs that much, give it more: --time-limit, --memory-limit"
    what = f"{task}, {length}" if length else str(task)
    report.add("over-limits", f"{what}: {why}", built.workspace.briefs[task.brief].span, hint=hint)
    return Piece(length, None, report.diagnostics)


# --- verifying --------------------------------------------------------------------------------------


def _verified(office: Path, outcomes: Sequence[Outcome], fresh: Sequence[Task], built: Built) -> list[Outcome]:
    """The outcomes without the deliverables whose Word files have too many pages, which is reported."""
    new = [(_identity(o.task, m), m.files.get("docx")) for o in outcomes for m in o.made if "docx" in o.task.formats]
    old = [((t.brief, t.audience, length), None) for t in fresh if "docx" in t.formats for length in t.lengths]
    files = {identity: word_file(built.workspace, *identity, data) for identity, data in (*new, *old)}
    verified = hold_to_budget(list(files.values()), office, built.workspace, built.report)
    built.docx_pages = dict(verified.pages)
    gone = {identity for identity, file in files.items() if file.name in verified.refused}
    sound = {identity: file.name for identity, file in files.items() if identity not in gone}
    paged = {identity: verified.repaged[name] for identity, name in sound.items() if name in verified.repaged}
    return [
        replace(o, made=tuple(_paged(o.task, m, paged) for m in o.made if _identity(o.task, m) not in gone))
        for o in (*outcomes, *_standing_but(fresh, paged, built))
    ]


def _paged(task: Task, made: Made, paged: Mapping[tuple[str, str, str], bytes]) -> Made:
    """The deliverable with the page numbers of LibreOffice in its Word file."""
    data = paged.get(_identity(task, made))
    return replace(made, files={**made.files, "docx": data}) if data else made


def _standing_but(fresh: Sequence[Task], paged: Mapping[tuple[str, str, str], bytes], built: Built) -> list[Outcome]:
    """Deliverables that stand, but for the page numbers in their Word files, as if these were all that was made."""
    outcomes = []
    for task in fresh:
        lengths = tuple(length for length in task.lengths if (task.brief, task.audience, length) in paged)
        entries = output.entries_of(output.read_manifest(_build_folder(task)))
        known = {length: entries.get(_key(task, length)) for length in lengths}
        made = [
            Made(length, {}, {name: value for name, value in entry.items() if name not in ("inputs", "outputs")})
            for length, entry in known.items()
            if isinstance(entry, dict)
        ]
        if made:
            paths = {_build_folder(task) / output.file_name(task.brief, task.audience, m.length, "docx") for m in made}
            built.unchanged = [path for path in built.unchanged if path not in paths]
            outcomes.append(Outcome(replace(task, lengths=lengths, formats=("docx",)), tuple(made), ()))
    return outcomes


def _build_folder(task: Task) -> Path:
    return task.root / "build" / task.brief


def _identity(task: Task, made: Made) -> tuple[str, str, str]:
    return task.brief, task.audience, made.length


# --- writing ----------------------------------------------------------------------------------------


def _folder(request: Request, task: Task) -> Path:
    return request.build_folder / task.brief


def _key(task: Task, length: str) -> str:
    return f"{task.audience}-{length}"


def _is_up_to_date(request: Request, task: Task, inputs: Mapping[str, str], built: Built) -> bool:
    """Whether every file of the task is there, unaltered, and made of these very inputs."""
    known = output.fingerprint(inputs)
    entries = output.entries_of(output.read_manifest(_folder(request, task)))
    for length in task.lengths:
        outputs = output.outputs_of(entries.get(_key(task, length)), "inputs", known)
        if not output.are_unaltered(_paths(request, task, length), outputs):
            return False
    built.unchanged += [path for length in task.lengths for path in _paths(request, task, length)]
    return True


def _standing(request: Request, task: Task) -> dict[str, str]:
    """By length: what the files of the task were made of, as the manifest says, if all are there unaltered."""
    entries = output.entries_of(output.read_manifest(_folder(request, task)))
    found: dict[str, str] = {}
    for length in task.lengths:
        entry = entries.get(_key(task, length))
        made_of = entry.get("document") if isinstance(entry, dict) else None
        if isinstance(made_of, str) and made_of:
            outputs = output.outputs_of(entry, "document", made_of)
            found |= {length: made_of} if output.are_unaltered(_paths(request, task, length), outputs) else {}
    return found


def _paths(request: Request, task: Task, length: str) -> list[Path]:
    folder = _folder(request, task)
    return [folder / output.file_name(task.brief, task.audience, length, suffix) for suffix in task.formats]


def _write(request: Request, outcome: Outcome, inputs: Mapping[str, str], built: Built) -> None:
    task, folder = outcome.task, _folder(request, outcome.task)
    entries = output.entries_of(output.read_manifest(folder))
    for made in outcome.made:
        outputs = {}
        for suffix, data in made.files.items():
            path = folder / output.file_name(task.brief, task.audience, made.length, suffix)
            output.write_file(path, data)
            outputs[path.name] = output.sha256(data)
            built.written.append(path)
        paths = dict(zip(task.formats, _paths(request, task, made.length), strict=True))
        built.unchanged += [path for suffix, path in paths.items() if suffix not in made.files]
        entry, document = entries.get(_key(task, made.length)), str(made.facts["document"])
        kept = output.outputs_of(entry, "inputs", output.fingerprint(inputs))
        if document:
            kept |= output.outputs_of(entry, "document", document)
        entries[_key(task, made.length)] = {
            "inputs": output.fingerprint(inputs),
            "outputs": {**kept, **outputs},
            **made.facts,
        }
    made_lengths = {m.length for m in outcome.made}
    built.failed += [f"{task}, {length}" for length in task.lengths if length not in made_lengths]
    if outcome.made:
        output.write_manifest(
            folder,
            {
                "tool": f"briefgen {briefgen.__version__}",
                "brief": task.brief,
                "inputs": dict(inputs),
                "deliverables": entries,
            },
        )


# --- questions --------------------------------------------------------------------------------------


def explain(root: Path, brief_name: str | None, audience: str, length_name: str, report: Report) -> Proof:
    """The choice that a build makes, proven by a layout; `core.shadow_prices` says what it costs.

    Like a build, it holds on to what the last build into build/ chose.
    """
    workspace = load_checked(root, report)
    brief = workspace.brief(brief_name)
    _must_exist("audience", (audience,), workspace.audiences)
    desk = open_desk(workspace, brief, audience, report, cache_folder(root))
    _must_exist("length", (length_name,), tuple(desk.audience.lengths))
    previous = recorded(output.read_manifest(root / "build" / brief.id), audience)
    return Fits(desk, previous).of(desk.audience.lengths[length_name], report)
