"""The table of figures: what was measured, its goal, and what stands beside.

A figure that misses its goal is followed by the reason, as far as the bench
can tell it.
"""
import measure

WIDTHS = "{:<36}{:>13}  {:<16}{:<34}{}"


class Table:
    def __init__(self):
        self.met, self.missed = 0, 0
        self._others = measure.Others()

    def head(self):
        print(WIDTHS.format("figure", "measured", "goal", "beside, same minute",
                            ""), flush=True)

    def begin(self):
        """From here on what other programs use is counted."""
        self._others = measure.Others()

    def row(self, name, measured, goal, good, beside="", why=""):
        """why: one line or several, printed when the goal is missed."""
        print(WIDTHS.format(name, measured, goal, beside,
                            "ok" if good else "MISSED"), flush=True)
        self.met += bool(good)
        self.missed += not good
        if not good:
            self._explain([*why.splitlines(), self._others.share()])

    def most(self, name, value, limit, unit, beside="", digits=1, why=""):
        """A value that is to be at most its limit."""
        over = f"over by {value - limit:.{digits}f} {unit}"
        self.row(name, f"{value:.{digits}f} {unit}",
                 f"<= {limit:.{digits}f} {unit}".replace(".0 ", " "),
                 value <= limit, beside, f"{over}\n{why}")

    def broken(self, name, trouble, log):
        """A figure that could not be measured at all."""
        first, *rest = str(trouble).splitlines() or [repr(trouble)]
        self.row(name, "none", "", False,
                 why="\n".join([first, *rest[:8], *log.splitlines()[-12:]]))

    @staticmethod
    def _explain(lines):
        for line in lines:
            if line.strip():
                print("    " + line, flush=True)

    def foot(self):
        print(f"{self.met} of {self.met + self.missed} goals met", flush=True)
