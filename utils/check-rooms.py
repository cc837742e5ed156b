#!/usr/bin/env python3
"""Fails if a file includes one of a room that its own does not know, or if files go in a circle.

The rooms are the folders; each may include itself and what ROOMS names, nothing else of ours.
A header of the same folder is included bare, another one of the public face (header_files in
CMakeLists.txt) as ns3/x.h, any other by its path from one of header_roots. Public headers include
public ones alone.
"""
import os
import re
import subprocess
import sys

MODEL = ['model/support', 'model/theory', 'model/profile', 'model/decision', 'model/simulation']
ROOMS = {
    'model/support': [],                # checks of fields, strict JSON, data folder, versions
    'model/theory': MODEL[:1],          # rate-distortion, quantizers: knows no simulator
    'model/profile': MODEL[:2],         # chips and AI models, as data
    'model/decision': MODEL[:3],        # the design problem, and who answers it
    'model/simulation': MODEL[:4],      # devices, agents, servers, messages, control
    'helper/output': MODEL,             # what becomes of records: columns, summaries, CSV, SQLite
    'helper': MODEL + ['helper/output'],                  # ns-3 helpers
    'helper/study/report': MODEL[:1] + ['helper/output'],  # figures, HTML, files, processes
    'helper/study/design': MODEL[:4] + ['helper/output', 'helper/study/report'],
    'helper/study/weights': MODEL[:3] + ['helper/output', 'helper/study/report'],
    'helper/study/evaluation': MODEL[:3] + ['helper/output', 'helper/study/weights'],
    'helper/study/sweep': MODEL[:4] + ['helper/output', 'helper/study/report',
                                       'helper/study/design'],
    'examples': MODEL + ['helper'],
    'examples/programs/common': MODEL[:1] + ['helper/study/report'],
    # A program's folder knows all of the library and examples/programs/common, no other program;
    # test/ knows everything, and is known by nothing.
}
LIBRARY = [room for room in ROOMS if not room.startswith('examples')]


def known(room):
    if room.startswith('test'):
        return None
    if room.startswith('examples/programs/') and room not in ROOMS:
        return LIBRARY + ['examples/programs/common']
    if room not in ROOMS:
        sys.exit(f'check-rooms: {room} is no room of the table in {__file__}')
    return ROOMS[room]


def find_circle(arrows, start, path, finished):
    if start in path:
        return path[path.index(start):] + [start]
    if start not in finished:
        for target in sorted(arrows.get(start, ())):
            circle = find_circle(arrows, target, path + [start], finished)
            if circle:
                return circle
        finished.add(start)
    return None


os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
files = subprocess.run(['git', 'ls-files', '*.cc', '*.h'], check=True, text=True,
                       stdout=subprocess.PIPE).stdout.split()
headers = {}
errors = []
with open('CMakeLists.txt', encoding='utf-8') as text:
    lists = dict(re.findall(r'^set\((\w+)\s+([^()$]*)\)', text.read(), re.MULTILINE))
public = lists['header_files'].split()
roots = lists['header_roots'].split()


def include_name(header):
    """How another folder of the library includes a header."""
    if header in public:
        return 'ns3/' + os.path.basename(header)
    root = max((root for root in roots if header.startswith(root + '/')), key=len, default=None)
    return header[len(root) + 1:] if root else None


for file in files:
    if file.endswith('.h') and headers.setdefault(os.path.basename(file), file) != file:
        errors.append(f'{file}: {headers[os.path.basename(file)]} has the same name')
arrows = {}  # between components: a header and the sources of its name
for file in files:
    room = os.path.dirname(file)
    with open(file, encoding='utf-8') as text:
        included = re.findall(r'^\s*#\s*include\s*["<]([^">]+)[">]', text.read(), re.MULTILINE)
    for name in included:
        target = headers.get(os.path.basename(name))
        if target is None:
            continue
        other = os.path.dirname(target)
        allowed = known(room)
        if allowed is not None and other != room and other not in allowed:
            errors.append(f'{file}: includes {target}, and {room} does not know {other}')
        if other == room and name != os.path.basename(name):
            errors.append(f'{file}: includes {name} of its own folder with a path')
        wanted = include_name(target)
        if other != room and wanted and name != wanted:
            errors.append(f'{file}: includes {name}, whose name is {wanted}')
        if file in public and target not in public:
            errors.append(f'{file}: is public and includes {target}, which is not')
        if target[:-2] != file.rsplit('.', 1)[0]:
            arrows.setdefault(file.rsplit('.', 1)[0], set()).add(target[:-2])
finished = set()
for component in sorted(arrows):
    circle = find_circle(arrows, component, [], finished)
    if circle:
        errors.append('a circle: ' + ' -> '.join(circle))
        break
sys.exit('\n'.join(errors) if errors else 0)
