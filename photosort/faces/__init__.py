"""Faces: engines that detect and describe them, and the quality of each face.

`engine` is the port that every engine implements, `engines` the registry by name. To add one, see
CONTRIBUTING.md; `tests/contract/test_face_engines.py` is what each must pass.
"""
