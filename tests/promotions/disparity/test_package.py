"""The package as others import it."""

import subprocess
import sys


def test_importing_costs_neither_scipy_nor_statsmodels():
    program = "import sys, promotions.disparity; print([name for name in ('scipy', 'statsmodels', 'django.db') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip() == "[]"
