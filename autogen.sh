#!/bin/sh
# Makes ./configure from configure.ac.  Needed once after a checkout.
cd "$(dirname "$0")" && mkdir -p m4 && exec autoreconf --install
