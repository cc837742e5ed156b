#!/usr/bin/env python3
# What test.py runs of the module's examples, in an ns-3 tree; out of tree CTest runs the same.
# A list of C++ examples to run in order to ensure that they remain buildable and runnable over time:
# (example and its arguments, whether to run it, whether to run it under Valgrind)
cpp_examples = [
    ("my-first-coinference", "True", "True"),
    ("coinference-battery-example --battery=3", "True", "True"),
    ("coinference-drone-example --duration=40", "True", "False"),
    ("coinference-lte-example --duration=10", "True", "False"),
    ("coinference-mixed-agents-example --duration=30", "True", "True"),
    ("coinference-token-example --duration=20", "True", "True"),
    ("coinference-own-scheme-example --duration=20", "True", "True"),
    ("coinference-own-quality-example --duration=20", "True", "True"),
    ("coinference-reserve-example --duration=30", "True", "True"),
    ("coinference-roaming-example --duration=60", "True", "False"),
    ("coinference-together-example --duration=40", "True", "True"),
    ("coinference-two-servers-example --duration=60", "True", "True"),
    ("coinference-udp-example --duration=30", "True", "True"),
]

# Run where ns-3's own Python bindings are: pybindgen's of 3.36, or cppyy's of later releases.
python_examples = [
    ("my-first-coinference.py", "not VERSION.startswith('3.36')"),
    ("my-first-coinference-pybindgen.py", "VERSION.startswith('3.36')"),
]
