"""The yardstick: the same search over the same bits as a loop in C, compiled with -O3 for this machine."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

SOURCE = r"""
#include <stdint.h>
#include <stddef.h>

/* free[r][w] = quarters[r][w] & ... & quarters[r + length - 1][w] */
void sweep(const uint64_t *restrict quarters, size_t rows, size_t words, size_t length, uint64_t *restrict result) {
    for (size_t r = 0; r < rows; r++) {
        const uint64_t *from = quarters + r * words;
        uint64_t *to = result + r * words;
        for (size_t w = 0; w < words; w++) to[w] = from[w] & from[(length - 1) * words + w];
        for (size_t k = 1; k + 1 < length; k++)
            for (size_t w = 0; w < words; w++) to[w] &= from[k * words + w];
    }
}

/* the same, with the number of heads in every row; returns the total */
int64_t count(const uint64_t *restrict quarters, size_t rows, size_t words, size_t length,
              uint64_t *restrict result, int64_t *restrict heads) {
    int64_t total = 0;
    sweep(quarters, rows, words, length, result);
    for (size_t r = 0; r < rows; r++) {
        int64_t here = 0;
        for (size_t w = 0; w < words; w++) here += __builtin_popcountll(result[r * words + w]);
        heads[r] = here;
        total += here;
    }
    return total;
}
"""


class Loop:
    """The compiled loop. Raises FileNotFoundError without a C compiler."""

    def __init__(self) -> None:
        compiler = shutil.which('cc')
        if compiler is None:
            raise FileNotFoundError('no C compiler')
        folder = Path(tempfile.mkdtemp(prefix='daybook-loop-'))
        (folder / 'loop.c').write_text(SOURCE)
        options = ['-O3', '-march=native', '-shared', '-fPIC']
        subprocess.run([compiler, *options, '-o', folder / 'loop.so', folder / 'loop.c'], check=True)
        self._library = ctypes.CDLL(str(folder / 'loop.so'))
        self._library.count.restype = ctypes.c_int64
        shutil.rmtree(folder)

    def sweep(self, quarters: npt.NDArray[np.uint64], length: int, result: npt.NDArray[np.uint64]) -> None:
        """Into `result` (rows, words), from `quarters` with `length - 1` rows more."""
        self._library.sweep(*self._shape(quarters, length, result))

    def count(
        self, quarters: npt.NDArray[np.uint64], length: int,
        result: npt.NDArray[np.uint64], heads: npt.NDArray[np.int64],
    ) -> int:  # fmt: skip
        return self._library.count(*self._shape(quarters, length, result), ctypes.c_void_p(heads.ctypes.data))

    @staticmethod
    def _shape(quarters, length, result):
        sizes = (ctypes.c_size_t(size) for size in (*result.shape, length))
        return (ctypes.c_void_p(quarters.ctypes.data), *sizes, ctypes.c_void_p(result.ctypes.data))
