"""A table as aligned text or as Markdown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first `labels` columns are words, the others numbers."""

    title: str
    header: list[str]
    rows: list[list[str]]
    labels: int = 2

    def text(self) -> str:
        widths = [max(map(len, column)) for column in zip(self.header, *self.rows)]
        lines = [self.title]
        for row in (self.header, *self.rows):
            cells = [
                cell.ljust(width) if index < self.labels else cell.rjust(width)
                for index, (cell, width) in enumerate(zip(row, widths))
            ]
            lines.append("  ".join(cells).rstrip())
        return "\n".join(lines)

    def markdown(self) -> str:
        rule = ["---" if index < self.labels else "---:" for index in range(len(self.header))]
        lines = ["| " + " | ".join(row) + " |" for row in (self.header, rule, *self.rows)]
        return "\n".join([f"**{self.title}**", "", *lines])
