"""Runs every bash listing of doc/tutorial.rst in order, in an empty folder."""
import os
import re
import shutil
import subprocess
import tempfile
import textwrap
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../..')


def listings():
    with open(os.path.join(ROOT, 'doc/tutorial.rst'), encoding='utf-8') as file:
        text = file.read()
    return [textwrap.dedent(block) for block in
            re.findall(r'^\.\. sourcecode:: bash\n\n((?:  .*\n|\n)+)', text, re.MULTILINE)]


@unittest.skipUnless(os.environ.get('COINFERENCE_SWEEP'), 'built without sweeps')
@unittest.skipUnless(shutil.which('gnuplot') and shutil.which('parallel'), 'no gnuplot, no parallel')
class Tutorial(unittest.TestCase):
    def test_its_commands_work_in_order(self):
        environment = {**os.environ, 'PYTHONPATH': os.path.join(ROOT, 'utils'),
                       'PATH': os.path.dirname(os.environ['COINFERENCE_RUN']) + ':' +
                       os.environ['PATH']}
        blocks = listings()
        self.assertGreater(len(blocks), 8)
        outputs = []
        with tempfile.TemporaryDirectory() as folder:
            for block in blocks:
                done = subprocess.run(['bash', '-euo', 'pipefail', '-c', block], cwd=folder, text=True,
                                      env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                self.assertEqual(done.returncode, 0, block + done.stdout)
                outputs.append(done.stdout)
            for path in ('run/report.html', 'run.json', 'hour-report/hour-1.pdf',
                         'hour-report/hour.tex', 'hour-report/report.html'):
                self.assertTrue(os.path.exists(os.path.join(folder, path)), path)
        # What the text says of them.
        bits = re.findall(r'"bitWidth":(\d+)', outputs[1])
        self.assertEqual(len(bits), 4)
        self.assertEqual(bits, sorted(bits))
        of = dict(re.findall(r'^(\S+) with 8 agents in time: (\S+)', '\n'.join(outputs), re.MULTILINE))
        self.assertEqual(float(of['together-joint']), 1)
        self.assertLess(float(of['joint']), 0.9)


if __name__ == '__main__':
    unittest.main()
