"""Tests utils/coinference.py on what the programs write: COINFERENCE_RUN and COINFERENCE_SWEEP name
them."""
import csv
import json
import math
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../utils'))
import coinference as ci  # noqa: E402


class PythonModule(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.run_folder = os.path.join(cls.folder.name, 'run')
        subprocess.run([os.environ['COINFERENCE_RUN'], '--model=blip-2', '--network=p2p',
                        '--agents=2', '--duration=20', '--interval=4', '--delayBudget=3.5',
                        '--schemes=joint,random-feasible', '--report=off',
                        '--output=' + cls.run_folder], check=True, stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_records_are_those_of_the_file(self):
        records = ci.load(self.run_folder)
        with open(os.path.join(self.run_folder, 'inferences.csv'), newline='') as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(records), len(rows))
        self.assertGreater(len(records), 8)
        for row, text in zip(records, rows):
            self.assertEqual(row['totalDelay'], float(text['totalDelay [s]']))
            self.assertEqual(row['outcome'], text['outcome'])
        self.assertEqual(records.units['totalDelay'], 's')
        self.assertEqual(records.units['agentFrequency'], 'Hz')
        self.assertEqual(records.units['scheme'], '')

    def test_phases_add_up_to_the_delay(self):
        done = ci.load(self.run_folder).where(scheme='joint', outcome='done')
        self.assertGreater(len(done), 4)
        for row in done:
            found = ci.phases(row)
            self.assertEqual(len(found), 6)
            self.assertAlmostEqual(found[-1][2] - found[0][1], row['totalDelay'], places=9)
            for before, after in zip(found, found[1:]):
                self.assertEqual(before[2], after[1])

    def test_a_distribution_ends_at_one(self):
        x, y = ci.cdf(ci.load(self.run_folder)['totalDelay'])
        self.assertEqual(x, sorted(x))
        self.assertEqual(y[-1], 1)
        self.assertEqual(ci.cdf([3, 1, 2]), ([1, 2, 3], [1 / 3, 2 / 3, 1]))

    def test_infinity_is_a_number(self):
        path = os.path.join(self.folder.name, 'some.csv')
        with open(path, 'w') as file:
            file.write('scheme,distortionUpper [weight unit],quality\njoint,inf,\n')
        row = ci.load(path).rows[0]
        self.assertEqual(row, {'scheme': 'joint', 'distortionUpper': math.inf, 'quality': None})
        summary = ci.summary(self.run_folder)
        self.assertTrue(all(isinstance(scheme['delay']['mean'], float)
                            for scheme in summary['schemes']))

    def test_what_is_wrong_is_named(self):
        with self.assertRaisesRegex(ValueError, 'nowhere'):
            ci.load('nowhere')
        with self.assertRaisesRegex(KeyError, 'delai.*totalDelay'):
            ci.load(self.run_folder)['delai']
        path = os.path.join(self.folder.name, 'bad.csv')
        with open(path, 'w') as file:
            file.write('a,b\n1\n')
        with self.assertRaisesRegex(ValueError, 'bad.csv, line 2'):
            ci.load(path)

    @unittest.skipUnless(os.environ.get('COINFERENCE_SWEEP'), 'built without sweeps')
    def test_a_sweep_has_a_row_a_run(self):
        sweep = os.path.join(self.folder.name, 'sweep.json')
        asked = {'name': 'try', 'options': {'duration': 8, 'network': 'p2p', 'model': 'blip-2',
                                            'interval': 4, 'delayBudget': 3.5},
                 'grid': {'agents': [1, 2]}, 'schemes': ['joint', 'sca'], 'replications': 2}
        with open(sweep, 'w') as file:
            json.dump(asked, file)
        program = os.environ['COINFERENCE_SWEEP']
        subprocess.run([program, 'run', sweep, '--report=none'], check=True, cwd=self.folder.name,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        database = os.path.join(self.folder.name, 'try.db')
        runs = ci.load(database)
        self.assertEqual(len(runs), 8)
        self.assertEqual(len(runs.where(agents=2, scheme='joint')), 2)
        self.assertEqual(runs.units['delay.mean'], 's')
        exported = os.path.join(self.folder.name, 'try.csv')
        subprocess.run([program, 'export', sweep, '--output=' + exported], check=True,
                       cwd=self.folder.name)
        same = ci.load(exported)
        self.assertEqual(sorted(runs['delay.mean']), sorted(same['delay.mean']))
        self.assertEqual(same.units['delay.mean'], 's')

        # Asked for inferences as well, it makes the runs again that have none.
        with self.assertRaisesRegex(ValueError, 'no such table'):
            ci.inferences(database)
        with open(sweep, 'w') as file:
            json.dump({**asked, 'keepInferences': True}, file)
        subprocess.run([program, 'run', sweep, '--report=none'], check=True, cwd=self.folder.name,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        each = ci.inferences(database)
        self.assertEqual(each.units['totalDelay'], 's')
        for row in runs:
            of_run = each.where(agents=row['agents'], scheme=row['scheme'], run=row['run'],
                                outcome='done')
            self.assertEqual(len(of_run), row['counts.done'])
            self.assertAlmostEqual(sum(of_run['totalDelay']) / len(of_run), row['delay.mean'])
        exported = os.path.join(self.folder.name, 'inferences.csv')
        subprocess.run([program, 'export', sweep, '--inferences', '--output=' + exported], check=True,
                       cwd=self.folder.name)
        self.assertEqual(sorted(ci.load(exported)['totalDelay']), sorted(each['totalDelay']))

    def test_pandas_knows_the_units(self):
        try:
            import pandas  # noqa: F401
        except ImportError:
            self.skipTest('pandas is not installed')
        frame = ci.load(self.run_folder).frame()
        self.assertEqual(frame.attrs['units']['totalDelay'], 's')
        self.assertGreater(frame['totalDelay'].mean(), 0)


if __name__ == '__main__':
    unittest.main()
