"""Just enough of TOML to describe an area: text, numbers, booleans, lists and tables."""

import json
from pathlib import Path
from typing import Any


def write(path: Path, table: dict[str, Any]) -> None:
    """Write a table; `tomllib` reads back an equal one."""
    path.write_text("\n".join(_lines(table, ())) + "\n", encoding="utf-8", newline="\n")


def _value(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items())
        return "{ " + inner + " }" if inner else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    # a JSON string, number or boolean is a TOML one
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    plain = key.replace("-", "").replace("_", "")
    return key if plain.isascii() and plain.isalnum() else json.dumps(key, ensure_ascii=False)


def _is_tables(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _lines(table: dict[str, Any], path: tuple[str, ...]) -> list[str]:
    lines = [
        f"{_key(key)} = {_value(value)}"
        for key, value in table.items()
        if not isinstance(value, dict) and not _is_tables(value)
    ]
    for key, value in table.items():
        name = ".".join(map(_key, (*path, key)))
        if isinstance(value, dict):
            lines += ["", f"[{name}]", *_lines(value, (*path, key))]
        elif _is_tables(value):
            for item in value:
                lines += ["", f"[[{name}]]", *_lines(item, (*path, key))]
    return lines
