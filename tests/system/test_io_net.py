"""The modules of core/io that touch kernel and network, against the real kernel.

They are C programs (io_fips.c, io_segment.c and so on); each test has two network
namespaces without a name, which are gone when the program ends.
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.instrument import be_prompt

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("FIPD_BUILD", os.path.join(TOP, "build", "dev"))

codes = [subprocess.run([os.path.join(BUILD, "tests", "system", "io_" + name)],
    start_new_session=True, preexec_fn=be_prompt).returncode
    for name in ("monitor", "fips", "segment", "relay", "link", "fence", "addressing")]
sys.exit(1 if any(codes) else 0)
