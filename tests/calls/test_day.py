"""A working day in short: what is on the screen is what the engine has."""
from day import Day
from tap import run, story

CALLS = 40          # make bench has all 500, and looks at memory


@story
def a_working_day(stage):
    "calls in, out, missed, rejected, refused, two at once, three: all is shown"
    day = Day(stage)
    day.go_on(CALLS, every=10)


if __name__ == "__main__":
    run()
