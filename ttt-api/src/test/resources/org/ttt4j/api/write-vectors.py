"""Writes the .npy files that VectorFilesTests reads, with the NumPy that is installed. Run it in this directory."""

import numpy as np
from numpy.lib import format as npy

VALUES = np.array([[0.5, -1.25, 3.0], [1e-3, 0.0, -65504.0]])


def write(name, array, version):
    with open(name + ".npy", "wb") as file:
        npy.write_array(file, array, version=version)


write("float32-v1", VALUES.astype("<f4"), (1, 0))
write("float64-v2", VALUES.astype("<f8"), (2, 0))
write("float32-v3", VALUES.astype("<f4"), (3, 0))
write("one-dimension", VALUES[0].astype("<f4"), (1, 0))
write("no-rows", VALUES[:0].astype("<f4"), (1, 0))
write("not-finite", np.array([[np.nan, np.inf], [-np.inf, 1.0]]), (1, 0))
write("fortran", np.asfortranarray(VALUES.astype("<f4")), (1, 0))
write("big-endian", VALUES.astype(">f4"), (1, 0))
write("int64", np.arange(6).reshape(2, 3), (1, 0))
write("half", VALUES.astype("<f2"), (1, 0))
write("bool", VALUES > 0, (1, 0))
write("structured", np.zeros(3, dtype=[("a", "<f4"), ("b", "<i4")]), (1, 0))
write("objects", np.array([{}, None], dtype=object), (1, 0))
write("three-dimensions", np.zeros((2, 2, 2), "<f4"), (1, 0))
write("scalar", np.float32(3), (1, 0))
write("no-columns", np.zeros((3, 0), "<f4"), (1, 0))
write("too-large", np.array([[1.0, 2.0], [3.0, 1e300]]), (1, 0))
np.savez("zipped.npz", VALUES)
