"""Every figure that is a goal, beside a floor or a peer of the same minute.

    bench.py [WORD...]      only the figures whose names contain a word

The exit status is 1 when a goal is missed.
"""
import os
import sys

import book
import calls
import contacts
import echo_canceller
import encrypted
import front_end
import ice
import leaving
import mouth_to_ear
import network
import receive
import register
import resting
import screen_bytes
import screens
import signalling
import sound
import streams
from stage import Stage
from table import Table

FIGURES = (resting.start, resting.first_screen, resting.idle,
           register.register_by_tls, network.network, leaving.leaving,
           signalling.answers, signalling.rate, signalling.at_once,
           encrypted.handshake, calls.cost, calls.held, calls.growth,
           mouth_to_ear.mouth_to_ear, receive.receive, sound.grid, sound.echo,
           streams.pcmu, streams.srtp, streams.opus, streams.conference, ice.ice,
           streams.on_hold, streams.growing, echo_canceller.echo_canceller,
           screens.screen, screen_bytes.screen_bytes,
           front_end.keys, front_end.killed,
           front_end.long_past, front_end.working_day, contacts.contacts_file,
           contacts.contacts_folder, contacts.contacts_import, book.book)


def measure_one(figure, table):
    stage = Stage(figure.__name__)
    table.begin()
    try:
        figure(stage, table)
    except Exception as trouble:    # the others are to be measured too
        table.broken(figure.__name__, trouble,
                     stage.logs() if os.environ.get("OFFHOOK_KEEP") else "")
    finally:
        stage.troubles_at_end()
        stage.remove()


def main():
    words = sys.argv[1:]
    table = Table()
    table.head()
    for figure in FIGURES:
        if not words or any(word in figure.__name__ for word in words):
            measure_one(figure, table)
    table.foot()
    sys.exit(table.missed > 0)


if __name__ == "__main__":
    main()
