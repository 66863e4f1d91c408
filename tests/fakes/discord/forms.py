"""Filling in modals."""

from typing import Any

from .errors import JSON
from .messages import walk

TEXT_INPUT, LABEL, ROW, TEXT = 4, 18, 1, 10
MANY = {3, 5, 6, 7, 8, 19, 22}


def filled(components: list[JSON], values: dict[str, Any]) -> list[JSON]:
    """Give the components that a modal submit carries."""
    known = {component["custom_id"] for component in walk(components) if "custom_id" in component}
    unknown = set(values) - known
    assert not unknown, f"the modal has no {sorted(unknown)}, only {sorted(known)}"
    return [_submitted(component, values) for component in components]


def _submitted(component: JSON, values: dict[str, Any]) -> JSON:
    kept = {"type": component["type"], "id": component["id"]}
    match component["type"]:
        case 18:
            return kept | {"component": _submitted(component["component"], values)}
        case 1:
            return kept | {"components": [_submitted(one, values) for one in component["components"]]}
        case 10:
            return kept
    kept["custom_id"] = component["custom_id"]
    if component["type"] in MANY:
        return kept | {"values": _many(component, values)}
    return kept | {"value": _one(component, values)}


def _one(component: JSON, values: dict[str, Any]) -> Any:
    if component["type"] == TEXT_INPUT:
        return _text(component, str(values.get(component["custom_id"], component.get("value") or "")))
    offered = component.get("options") or []
    chosen = next((option["value"] for option in offered if option.get("default")), component.get("default"))
    value = values.get(component["custom_id"], chosen if offered else bool(chosen))
    allowed = [option["value"] for option in offered] or [True, False]
    if value is None:
        assert not component.get("required", True), f"{component['custom_id']} must be chosen"
        return None
    assert value in allowed, f"{component['custom_id']} offers {allowed}, not {value!r}"
    return value


def _text(component: JSON, value: str) -> str:
    name, least, most = component["custom_id"], component.get("min_length") or 0, component.get("max_length") or 4000
    if not value:
        assert not component.get("required", True), f"{name} must be filled in"
        return value
    assert least <= len(value) <= most, f"{name} takes {least} to {most} characters, not {len(value)}"
    return value


def _many(component: JSON, values: dict[str, Any]) -> list[str]:
    offered = component.get("options") or []
    given = values.get(component["custom_id"])
    held = [each["id"] for each in component.get("default_values") or []]
    chosen = [*held, *(option["value"] for option in offered if option.get("default"))] if given is None else given
    chosen = [chosen] if isinstance(chosen, str | int) else list(chosen)
    chosen = [str(each) for each in chosen]
    assert len(chosen) <= component.get("max_values", 1), f"{component['custom_id']} takes fewer than {chosen}"
    allowed = [option["value"] for option in offered]
    assert not offered or set(chosen) <= set(allowed), f"{component['custom_id']} offers {allowed}, not {chosen}"
    assert chosen or not component.get("required", True), f"{component['custom_id']} must be chosen"
    return chosen
