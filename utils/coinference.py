"""Records of coinference-run and results of coinference-sweep in Python: the standard library is
enough, pandas is used where it is asked for.

    import coinference as ci

    records = ci.load('results')                  # folder of coinference-run --output
    print(records.units['totalDelay'])            # s
    joint = records.where(scheme='joint')
    done = joint.where(outcome='done')
    x, y = ci.cdf(done['totalDelay'], of=len(joint))   # matplotlib: plt.step(x, y, where='post')

    for row in done.where(agent=0):               # a Gantt chart
        for phase, begin, end in ci.phases(row):
            plt.barh(phase, end - begin, left=begin, color='C0')

    runs = ci.load('my-sweep.db')                 # of coinference-sweep: a row a run
    runs.frame().groupby(['scheme', 'agents'])['delay.mean'].mean()   # pandas

    each = ci.inferences('my-sweep.db')           # of one with keepInferences: a row an inference

    env = ci.Environment(agents=4)                # for agents that learn: coinference_learning.py

Values are numbers where they are numbers, inf included, None where there is nothing, else text.
"""
import csv
import io
import json
import math
import os
import re
import sqlite3

from coinference_learning import (LEAST_CLOCK, PLACEMENTS, Environment, Policy,  # noqa: F401
                                  SingleEnvironment)

_PHASES = [('queue', 'agentQueueDelay'), ('compute', 'agentComputeDelay'), ('uplink', 'uplinkDelay'),
           ('server queue', 'serverQueueDelay'), ('server compute', 'serverComputeDelay'),
           ('downlink', 'downlinkDelay')]


class Table:
    """Rows, each a dictionary by the columns' names, and the columns' units."""

    def __init__(self, rows, units, columns=None):
        self.rows = list(rows)
        self.units = dict(units)
        self.columns = list(columns if columns is not None else
                            dict.fromkeys(name for row in self.rows for name in row))

    def __len__(self):
        return len(self.rows)

    def __iter__(self):
        return iter(self.rows)

    def __getitem__(self, column):
        """The values of a column, those that there are."""
        if column not in self.columns:
            raise KeyError(f'{column}: there are {", ".join(self.columns)}')
        return [row[column] for row in self.rows if row.get(column) is not None]

    def where(self, **wanted):
        """The rows that have these values."""
        for column in wanted:
            if column not in self.columns:
                raise KeyError(f'{column}: there are {", ".join(self.columns)}')
        return Table((row for row in self.rows
                      if all(row.get(column) == value for column, value in wanted.items())),
                     self.units, self.columns)

    def frame(self):
        """As a pandas DataFrame, with the units in its attrs."""
        import pandas
        frame = pandas.DataFrame(self.rows, columns=self.columns)
        frame.attrs['units'] = self.units
        return frame


def load(path):
    """Reads a folder of coinference-run, a CSV file of it or of coinference-sweep export, or a
    sweep's database, as a Table. Raises ValueError that names the file if it is none of these."""
    if os.path.isdir(path):
        path = os.path.join(path, 'inferences.csv')
    if not os.path.exists(path):
        raise ValueError(f'{path}: there is no such file')
    with open(path, 'rb') as file:
        is_database = file.read(16) == b'SQLite format 3\0'
    return _load_database(path) if is_database else _load_csv(path)


def inferences(path):
    """Reads the inferences that a sweep with keepInferences has kept in its database: a row each,
    with the run's options in front."""
    rows, units, columns = [], {}, {}
    for scenario, run, text in _query(path, 'SELECT scenario, run, csv FROM runs JOIN inferences '
                                            'USING (key) ORDER BY key'):
        options = {name: _value(value) for name, value in json.loads(scenario)['options'].items()}
        table = _read_csv(path, io.StringIO(text, newline=''))
        units.update(table.units)
        rows += ({**options, 'run': run, **row} for row in table)
        columns.update(dict.fromkeys([*options, 'run', *table.columns]))
    return Table(rows, units, columns)


def summary(folder):
    """Reads a run's summary.json, numbers as numbers."""
    with open(os.path.join(folder, 'summary.json'), encoding='utf-8') as file:
        return _numbers(json.load(file))


def cdf(values, of=None):
    """Values in rising order, and the share that is no larger: of the values, or of so many as there
    are with those that never came."""
    ordered = sorted(values)
    count = len(ordered) if of is None else of
    return ordered, [(i + 1) / count for i in range(len(ordered))]


def phases(row):
    """Phases of an inference that it reached: name, when it began and when it ended [s]."""
    found = []
    begin = row['start']
    for name, column in _PHASES:
        delay = row.get(column)
        if delay is not None:
            found.append((name, begin, begin + delay))
            begin += delay
    return found


def _value(text):
    if text is None or text == '':
        return None
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def _load_csv(path):
    with open(path, newline='', encoding='utf-8') as file:
        return _read_csv(path, file)


def _read_csv(path, file):
    reader = csv.reader(file)
    header = next(reader, None)
    if not header:
        raise ValueError(f'{path}: it has no header')
    names, units = [], {}
    for cell in header:
        name, unit = re.fullmatch(r'(.*?)(?: \[(.*)\])?', cell).groups()
        names.append(name)
        units[name] = unit or ''
    rows = []
    for line, cells in enumerate(reader, 2):
        if len(cells) != len(names):
            raise ValueError(f'{path}, line {line}: {len(cells)} cells, there are {len(names)} '
                             'columns')
        rows.append(dict(zip(names, map(_value, cells))))
    return Table(rows, units, names)


def _numbers(node):
    """JSON's "inf" as the number that it is."""
    if isinstance(node, dict):
        return {name: _numbers(value) for name, value in node.items()}
    if isinstance(node, list):
        return [_numbers(value) for value in node]
    return math.inf if node == 'inf' else node


def _flatten(node, prefix, row, units):
    for name, value in node.items():
        if isinstance(value, dict):
            if 'unit' in value:
                for statistic in value:
                    units[f'{prefix}{name}.{statistic}'] = '' if statistic == 'n' else value['unit']
            _flatten(value, f'{prefix}{name}.', row, units)
        elif not isinstance(value, list) and name != 'unit':
            row[prefix + name] = value


def _query(path, sql):
    """Rows of a sweep's database."""
    connection = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
    try:
        return connection.execute(sql).fetchall()
    except sqlite3.DatabaseError as problem:
        raise ValueError(f'{path}: {problem}: no database of a sweep, or not of one that keeps '
                         'this') from problem
    finally:
        connection.close()


def _load_database(path):
    rows, units = [], {}
    for scenario, run, status, error, text in _query(
            path, 'SELECT scenario, run, status, error, summary FROM runs ORDER BY key'):
        scenario = json.loads(scenario)
        row = {name: _value(value) for name, value in scenario['options'].items()}
        row.update(scheme=scenario['scheme'], seed=scenario['seed'], run=run, outcome=status,
                   error=error)
        if text:
            _flatten(_numbers(json.loads(text)), '', row, units)
        rows.append(row)
    return Table(rows, units)
