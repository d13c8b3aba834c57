"""Which line of a sheet is its heading, what each column means, and which lines are rows of data."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from anbiao.kit.imports.columns import Column, plain_heading
from anbiao.kit.imports.footers import Layout, lay_out, row_list
from anbiao.kit.imports.sheets import Book, Cell, Sheet
from anbiao.kit.imports.texts import tidy
from anbiao.rules.refusal import N_, Refusal, Refused

_DEEPEST_TITLE = 30
_MOST_HEADING_ROWS = 3
_LONGEST_HEADING = 60
_EXACT, _PART, _LAST_WORD = 4, 2, 1  # how sure a match is


@dataclass(frozen=True)
class Recognised:
    """What a sheet was found to be. All indices count into sheet.rows and its cells; warnings name the file's row numbers.

    `headings`: the heading of each column, upper and lower words joined. `mapping`: column name -> index. `unknown`: indices
    with a heading that no column takes. `ambiguous`: column name -> every index that may be meant, the chosen one first.
    """

    header_rows: tuple[int, ...]
    first_data_row: int
    headings: tuple[str, ...]
    mapping: Mapping[str, int]
    unknown: tuple[int, ...]
    ambiguous: Mapping[str, tuple[int, ...]]
    data_rows: tuple[int, ...]
    warnings: tuple[Refusal, ...]


@dataclass(frozen=True)
class _Candidate:
    header_rows: tuple[int, ...]
    headings: tuple[str, ...]
    found: Mapping[str, tuple[tuple[int, int], ...]]  # column name -> (sureness, index), best first

    @property
    def score(self) -> int:
        return sum(matches[0][0] for matches in self.found.values())


def recognise(sheet: Sheet, columns: Sequence[Column]) -> Recognised:
    """Find headings below titles, in one to three rows, merged or not, in any order; and the data rows without totals and notes.

    A sheet without any known heading gives an empty mapping and no data rows.
    """
    found = _headed(sheet, columns)
    return with_mapping(sheet, found, found.mapping) if found.header_rows else found


def confirmed(sheet: Sheet, columns: Sequence[Column], mapping: Mapping[str, int]) -> Recognised:
    """A sheet read by the mapping that a person has confirmed of it."""
    return with_mapping(sheet, _headed(sheet, columns), mapping)


def _headed(sheet: Sheet, columns: Sequence[Column]) -> Recognised:
    """The headings of a sheet and what they mean; its rows are not looked at yet."""
    best = _best_candidate(sheet, columns)
    if best is None:
        return Recognised((), 0, (), {}, (), {}, (), ())
    mapping, ambiguous = _settle(best)
    return Recognised(
        best.header_rows, best.header_rows[-1] + 1, best.headings, mapping, (), ambiguous, (), ()
    )


def with_mapping(sheet: Sheet, found: Recognised, mapping: Mapping[str, int]) -> Recognised:
    """The same sheet read by another mapping: its data rows and warnings anew."""
    layout = lay_out(sheet, header_rows=found.header_rows, used=tuple(mapping.values()))
    return Recognised(
        header_rows=found.header_rows,
        first_data_row=found.first_data_row,
        headings=found.headings,
        mapping=dict(mapping),
        unknown=tuple(i for i, text in enumerate(found.headings) if text and i not in mapping.values()),
        ambiguous=found.ambiguous,
        data_rows=layout.data_rows,
        warnings=_warnings(sheet, layout, found),
    )


def choose(book: Book, columns: Sequence[Column]) -> tuple[Sheet, Recognised]:
    """The visible sheet whose headings fit best, the first of equals. Its warnings name hidden and other sheets left out.

    Raises Refused("headings-not-found") when no sheet has at least two of the columns.
    """
    sheet, found = best(fitting(book, columns))
    return sheet, replace(found, warnings=(*left_out(book, {sheet.name}), *found.warnings))


def fitting(book: Book, columns: Sequence[Column]) -> list[tuple[Sheet, Recognised]]:
    """The visible sheets with at least two of the columns. Raises Refused("headings-not-found") when there is none."""
    visible = [(sheet, recognise(sheet, columns)) for sheet in book.sheets if not sheet.hidden]
    found = [pair for pair in visible if len(pair[1].mapping) >= min(2, len(columns))]
    if not found:
        raise Refused(Refusal("headings-not-found", _NOT_FOUND))
    return found


def best(found: Sequence[tuple[Sheet, Recognised]]) -> tuple[Sheet, Recognised]:
    """The one whose headings fit best, the first of equals."""
    return max(found, key=lambda pair: (len(pair[1].mapping), len(pair[1].data_rows) > 0))


def left_out(book: Book, read: Collection[str]) -> list[Refusal]:
    """Warnings that name the hidden sheets, and the others beside those that are read."""
    hidden = [sheet.name for sheet in book.sheets if sheet.hidden]
    others = [
        sheet.name for sheet in book.sheets if sheet.name not in read and sheet.rows and not sheet.hidden
    ]
    return [
        Refusal(code, text, {"sheets": "、".join(names)})
        for code, text, names in (
            ("sheets-hidden", _HIDDEN_SHEETS, hidden),
            ("sheets-other", _OTHER_SHEETS, others),
        )
        if names
    ]


_NOT_FOUND = N_(
    "No heading of a known column was found in the first rows. The table needs a row of headings, such as those of the template."
)
_HIDDEN_SHEETS = N_("Hidden sheets were not read: {sheets}.")
_OTHER_SHEETS = N_("These sheets were not read: {sheets}. Import each of them by itself.")
_HIDDEN_ROWS = N_("Hidden rows are read like all others: {rows}.")
_TOTALS = N_("Rows with totals are not data and were left out: {rows}.")
_NOTES = N_("Rows with notes are not data and were left out: {rows}.")
_REPEATED = N_("Rows that repeat the headings were left out: {rows}.")
_WITHOUT = N_("Rows with nothing in a known column were left out: {rows}.")
_EXAMPLE = N_("The example of the template was left out: row {rows}.")
_MERGED = N_("Cells are merged across data rows {rows}: each of these rows takes what the merged cell says.")
_AMBIGUOUS = N_("Several headings could mean the same column: {headings}. Check which one is taken.")


def _warnings(sheet: Sheet, layout: Layout, found: Recognised) -> tuple[Refusal, ...]:
    data = {sheet.number_of(index) for index in layout.data_rows}
    numbers = {
        ("rows-hidden", _HIDDEN_ROWS): [number for number in sheet.hidden_rows if number in data],
        ("rows-totals", _TOTALS): [sheet.number_of(index) for index in layout.totals],
        ("rows-notes", _NOTES): [sheet.number_of(index) for index in layout.notes],
        ("rows-headings", _REPEATED): [sheet.number_of(index) for index in layout.repeated],
        ("rows-without-values", _WITHOUT): [sheet.number_of(index) for index in layout.without],
        ("rows-example", _EXAMPLE): [sheet.number_of(index) for index in layout.examples],
        ("rows-merged", _MERGED): [sheet.number_of(index) for index in layout.merged],
    }
    warnings = [
        Refusal(code, text, {"rows": row_list(rows)}) for (code, text), rows in numbers.items() if rows
    ]
    names = [found.headings[index] for indices in found.ambiguous.values() for index in indices]
    if names:
        warnings.append(Refusal("headings-ambiguous", _AMBIGUOUS, {"headings": "、".join(names)}))
    return tuple(warnings)


def _best_candidate(sheet: Sheet, columns: Sequence[Column]) -> _Candidate | None:
    known = _known_headings(columns)
    best: _Candidate | None = None
    for first in range(min(_DEEPEST_TITLE, len(sheet.rows))):
        for depth in range(1, _MOST_HEADING_ROWS + 1):
            candidate = _candidate(sheet, tuple(range(first, first + depth)), known)
            if candidate and (best is None or candidate.score > best.score):
                best = candidate
    return best


def _known_headings(columns: Sequence[Column]) -> dict[str, tuple[str, ...]]:
    """Plain heading -> names of the columns it may mean."""
    known: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        for text in (column.name, column.label, *column.synonyms):
            if column.name not in known[plain_heading(text)]:
                known[plain_heading(text)].append(column.name)
    return {text: tuple(names) for text, names in known.items()}


def _candidate(
    sheet: Sheet, rows: tuple[int, ...], known: Mapping[str, tuple[str, ...]]
) -> _Candidate | None:
    if rows[-1] >= len(sheet.rows):
        return None
    stacks = _stacks(sheet, rows)
    if len(rows) > 1 and not _is_deep(sheet, rows):
        return None
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, words in enumerate(stacks):
        sureness, names = _meaning(words, known)
        for name in names:
            found[name].append((sureness, index))
    if not found:
        return None
    ordered = {
        name: tuple(sorted(matches, key=lambda match: (-match[0], match[1])))
        for name, matches in found.items()
    }
    return _Candidate(rows, tuple(" ".join(words) for words in stacks), ordered)


def _stacks(sheet: Sheet, rows: tuple[int, ...]) -> list[tuple[str, ...]]:
    """For each column the words above each other; merged cells speak for all they cover."""
    lines = [_spread(sheet, row, is_lowest=row == rows[-1]) for row in rows]
    return [tuple(dict.fromkeys(word for word in words if word)) for words in zip(*lines, strict=True)]


def _spread(sheet: Sheet, row: int, *, is_lowest: bool) -> list[str]:
    words = [_word(value) for value in sheet.rows[row]]
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and 0 <= left < len(words) and 0 <= top < len(sheet.rows):
            word = _word(sheet.rows[top][left])
            words[left : right + 1] = [word] * (min(right + 1, len(words)) - left)
    if not sheet.merged and not is_lowest:
        below = sheet.rows[row + 1]
        for index in range(
            1, len(words)
        ):  # a csv knows no merged cells: an empty upper word is that to its left
            if not words[index] and _word(below[index]) and _word(below[index - 1]):
                words[index] = words[index - 1]
    return words


def _word(value: Cell) -> str:
    """The text of a cell as a heading; a number or a long text is none."""
    return tidy(value) if isinstance(value, str) and len(value) <= _LONGEST_HEADING else ""


def _is_deep(sheet: Sheet, rows: tuple[int, ...]) -> bool:
    """Whether rows below each other may be one heading: each hangs on the one below it by a cell that is merged, down or (with a word in
    it) across, or by an empty one. A title that is not merged hangs on nothing.
    """
    if not sheet.merged:
        return any(not _word(value) for value in sheet.rows[rows[0]])
    return all(_hangs(sheet, row, rows) for row in rows[:-1])


def _hangs(sheet: Sheet, row: int, rows: tuple[int, ...]) -> bool:
    return any(
        top in rows and top <= row and ((bottom in rows and bottom > row) or (top == row and right > left and _has_word(sheet, top, left)))
        for top, left, bottom, right in sheet.merged
    )  # fmt: skip


def _has_word(sheet: Sheet, row: int, index: int) -> bool:
    return 0 <= index < len(sheet.rows[row]) and bool(_word(sheet.rows[row][index]))


def _meaning(words: tuple[str, ...], known: Mapping[str, tuple[str, ...]]) -> tuple[int, tuple[str, ...]]:
    """How sure it is, and the columns meant: the whole heading, a part of it, or its lowest word alone."""
    if not words:
        return 0, ()
    whole = plain_heading("".join(words))
    if whole in known:
        return _EXACT, known[whole]
    lowest = plain_heading(words[-1])
    if len(words) > 1 and lowest in known:
        return _LAST_WORD, known[lowest]
    inside = [text for text in known if len(text) >= 3 and text in whole and len(whole) - len(text) <= 8]
    longest = max(inside, key=len, default="")
    return (_PART, known[longest]) if longest else (0, ())


def _settle(best: _Candidate) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    """Each column takes its surest heading and each heading serves one column; the rest is told as ambiguous."""
    mapping: dict[str, int] = {}
    ambiguous: dict[str, tuple[int, ...]] = {}
    for name, matches in sorted(best.found.items(), key=lambda item: -item[1][0][0]):
        free = [(sureness, index) for sureness, index in matches if index not in mapping.values()]
        if not free:
            continue
        mapping[name] = free[0][1]
        equal = [index for sureness, index in free if sureness == free[0][0]]
        if len(equal) > 1:
            ambiguous[name] = tuple(equal)
    return mapping, ambiguous
