"""Runs the cells of examples/notebooks/ in order, as a notebook does, with what is drawn going nowhere.
COINFERENCE_RUN names the program that has the others beside it."""
import json
import os
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, '../..')


def has_matplotlib():
    try:
        import matplotlib
        matplotlib.use('Agg')
    except ImportError:
        return False
    return True


@unittest.skipUnless(has_matplotlib(), 'matplotlib is not installed')
@unittest.skipUnless(os.environ.get('COINFERENCE_SWEEP'), 'built without sweeps')
class Notebook(unittest.TestCase):
    def test_its_cells_run(self):
        import matplotlib.pyplot as plt
        os.environ['COINFERENCE_ROOT'] = ROOT
        os.environ['COINFERENCE_BIN'] = os.path.dirname(os.environ['COINFERENCE_RUN'])
        os.environ['COINFERENCE_SWEEP_CHANGES'] = json.dumps({'grid': {'agents': [1, 4]},
                                                              'replications': 1})
        with open(os.path.join(ROOT, 'examples/notebooks/readme-figures.ipynb'),
                  encoding='utf-8') as file:
            notebook = json.load(file)
        drawn = []
        plt.show = lambda: (drawn.append(plt.gca().has_data()), plt.close('all'))
        names = {}
        for cell in notebook['cells']:
            self.assertFalse(cell.get('outputs'), 'committed with outputs')
            if cell['cell_type'] == 'code':
                exec(compile(''.join(cell['source']), 'readme-figures.ipynb', 'exec'), names)
        self.assertEqual(drawn, [True] * 4)
        # Of the four robots the joint design's are all in time.
        done = names['records'].where(scheme='joint', outcome='done')
        self.assertLess(max(done['totalDelay']), 5)
        rewards = names['rewards']
        means = [sum(of.values()) / len(of) for of in rewards.values()]
        self.assertGreater(means[0], means[1] + 0.5)


if __name__ == '__main__':
    unittest.main()
