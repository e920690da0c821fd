"""Charts as shapes: pure functions from figures to what an SVG draws. A page shows one of two sizes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from forms_intake.dashboard.scale import Scale, named

_Values = Sequence[float | None]


@dataclass(frozen=True)
class Frame:
    """A drawing and the room that its axes take, in units of which one is about a pixel."""

    name: str
    width: int
    height: int
    left: int
    names: int
    top: int = 10
    right: int = 10
    bottom: int = 26

    @property
    def plot_width(self) -> float:
        """Of the part with the figures."""
        return self.width - self.left - self.right

    @property
    def plot_height(self) -> float:
        """Of the part with the figures."""
        return self.height - self.top - self.bottom

    @property
    def base(self) -> int:
        """Where nothing stands."""
        return self.height - self.bottom

    @property
    def end(self) -> int:
        """Where the lines end."""
        return self.width - self.right

    def y(self, scale: Scale, value: float) -> float:
        """How far down a value stands."""
        return round(self.base - scale.share(value) * self.plot_height, 1)


# Five names of days fit on a telephone, beside figures of five signs.
FRAMES = (Frame("wide", 680, 240, left=52, names=9), Frame("narrow", 320, 210, left=44, names=5))


@dataclass(frozen=True)
class Mark:
    """A name on an axis."""

    at: float
    words: str


@dataclass(frozen=True)
class Column:
    """The room of one bar, from top to bottom, with what it says to a pointer."""

    x: float
    width: float
    words: str


@dataclass(frozen=True)
class Line:
    """One series as a line; where a figure is missing, it is broken."""

    path: str
    dots: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Plot:
    """All that one SVG draws."""

    frame: Frame
    values: Sequence[Mark]
    days: Sequence[Mark]
    columns: Sequence[Column]
    bars: Sequence[str] = ()
    lines: Sequence[Line] = ()


@dataclass(frozen=True)
class Axes:
    """What both kinds of chart have in common: the scale, how its values are written, and bars with names and words."""

    scale: Scale
    written: Callable[[float], str]
    names: Sequence[str]
    words: Sequence[str]


def stacked(series: Sequence[_Values], axes: Axes, frame: Frame) -> Plot:
    """Bars on top of each other, each series one path."""
    heights, paths = [0.0] * len(axes.names), []
    for values in series:
        parts = []
        for index, value in enumerate(values):
            if value:
                parts.append(_bar(axes, frame, index, heights[index], heights[index] + value))
                heights[index] += value
        paths.append("".join(parts))
    return _plot(axes, frame, bars=paths)


def lines(series: Sequence[_Values], axes: Axes, frame: Frame) -> Plot:
    """One line for each series."""
    return _plot(axes, frame, drawn=[_line(values, axes, frame) for values in series])


def _plot(axes: Axes, frame: Frame, *, bars: Sequence[str] = (), drawn: Sequence[Line] = ()) -> Plot:
    slot = _slot(axes, frame)
    return Plot(
        frame=frame,
        values=[Mark(frame.y(axes.scale, value), axes.written(value)) for value in axes.scale.ticks()],
        days=[Mark(_middle(axes, frame, index), axes.names[index]) for index in named(len(axes.names), frame.names)],
        columns=[
            Column(round(frame.left + slot * index, 1), round(slot, 1), words) for index, words in enumerate(axes.words)
        ],
        bars=bars,
        lines=drawn,
    )


def _slot(axes: Axes, frame: Frame) -> float:
    return frame.plot_width / max(len(axes.names), 1)


def _middle(axes: Axes, frame: Frame, index: int) -> float:
    return round(frame.left + _slot(axes, frame) * (index + 0.5), 1)


def _bar(axes: Axes, frame: Frame, index: int, low: float, high: float) -> str:
    slot = _slot(axes, frame)
    # A seven days' bar as broad as a door is no bar.
    width = min(slot * 0.8, 36)
    left, top = _middle(axes, frame, index) - width / 2, frame.y(axes.scale, high)
    return f"M{left:.1f} {top:.1f}h{width:.1f}V{frame.y(axes.scale, low):.1f}h{-width:.1f}z"


def _line(values: _Values, axes: Axes, frame: Frame) -> Line:
    parts, dots, is_drawing = [], [], False
    for index, value in enumerate(values):
        if value is None:
            is_drawing = False
            continue
        point = _middle(axes, frame, index), frame.y(axes.scale, value)
        parts.append(f"{'L' if is_drawing else 'M'}{point[0]} {point[1]}")
        dots.append(point)
        is_drawing = True
    return Line("".join(parts), dots)
