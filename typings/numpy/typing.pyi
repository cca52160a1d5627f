from typing import Generic, TypeVar

_Scalar = TypeVar("_Scalar")

class NDArray(Generic[_Scalar]): ...
