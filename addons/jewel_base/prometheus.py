"""Checks of the suite as Prometheus reads them: plain results in, text out.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

LEVELS = {"ok": 0, "warn": 1, "fail": 2}
# Names of figures end with a unit; Prometheus wants base units.
UNITS = {
    "milliseconds": ("seconds", 0.001),
    "megabytes": ("bytes", 2**20),
    "hours": ("seconds", 3600),
}


def render(checks, status, durations=()):
    """The text for ``{check: {"status": …, figure: …}}``.

    :param durations: ``(kind, [(bound, count)], seconds)`` of served requests, bounds ascending,
        each count without those of the bounds below

    >>> print(render({"crons": {"status": "warn", "late": ["a", "b"]}}, "warn"))
    # HELP jewel_status Worst of all checks: 0 ok, 1 warn, 2 fail.
    # TYPE jewel_status gauge
    jewel_status 1
    # HELP jewel_check_status State of each check: 0 ok, 1 warn, 2 fail.
    # TYPE jewel_check_status gauge
    jewel_check_status{check="crons"} 1
    # HELP jewel_crons_late Figure "late" of the check "crons".
    # TYPE jewel_crons_late gauge
    jewel_crons_late 2
    <BLANKLINE>
    """
    lines = _family("jewel_status", "Worst of all checks: 0 ok, 1 warn, 2 fail.")
    lines.append(f"jewel_status {LEVELS[status]}")
    if checks:
        lines += _family("jewel_check_status", "State of each check: 0 ok, 1 warn, 2 fail.")
        for name, result in checks.items():
            lines.append(f"jewel_check_status{_labels(check=name)} {LEVELS[result['status']]}")
    for name, result in checks.items():
        for figure, samples in _get_figures(name, result).items():
            lines += _family(figure, _describe(figure, name))
            lines += [f"{figure}{labels} {value}" for labels, value in samples]
    return "\n".join([*lines, *_render_durations(durations), ""])


def _family(name, text, kind="gauge"):
    return [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]


def _describe(figure, check):
    return f'Figure "{figure.removeprefix(f"jewel_{check}_")}" of the check "{check}".'


def _get_figures(check, result, **labels):
    """``{name: [(labels, value)]}`` of everything in the result that is a number."""
    found = {}
    for key, value in result.items():
        if key in ("status", "id"):
            continue
        if isinstance(value, dict):
            samples = [(_labels(**labels, name=name), n) for name, n in value.items()]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for part in value:
                inner = _get_figures(check, part, **labels, id=part.get("id", ""))
                for name, more in inner.items():
                    found.setdefault(name, []).extend(more)
            continue
        elif isinstance(value, list):
            samples = [(_labels(**labels), len(value))]
        else:
            samples = [(_labels(**labels), value)]
        name, factor = _convert(key)
        numbers = [
            (text, round(number * factor, 6)) for text, number in samples if _is_number(number)
        ]
        if numbers:
            found.setdefault(f"jewel_{check}_{name}", []).extend(numbers)
    return found


def _is_number(value):
    return isinstance(value, int | float)


def _convert(key):
    for unit, (base, factor) in UNITS.items():
        if key == unit or key.endswith(f"_{unit}"):
            return key.removesuffix(unit) + base, factor
    return key, 1


def _labels(**labels):
    if not labels:
        return ""
    escaped = (
        (name, str(value).replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n"))
        for name, value in labels.items()
    )
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped) + "}"


def _render_durations(durations):
    if not durations:
        return []
    name = "jewel_http_request_duration_seconds"
    lines = _family(name, "How long the server took for an answer, by kind.", "histogram")
    for kind, buckets, seconds in durations:
        total = 0
        for bound, count in buckets:
            total += count
            lines.append(f"{name}_bucket{_labels(kind=kind, le=bound)} {total}")
        lines.append(f"{name}_sum{_labels(kind=kind)} {round(seconds, 3)}")
        lines.append(f"{name}_count{_labels(kind=kind)} {total}")
    return lines
