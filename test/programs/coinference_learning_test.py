"""Tests utils/coinference_learning.py against coinference-run, which COINFERENCE_RUN names."""
import csv
import math
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../utils'))
import coinference as ci  # noqa: E402

SCENARIO = dict(agents=2, network='p2p', duration=60, interval=10, model='blip-2', delayBudget=3.5,
                energyBudget=2, reserve='assumed')


def play(env, decide, seed=1):
    """All records of an episode, and the sum of all rewards."""
    observations, _ = env.reset(seed=seed)
    records, total = [], 0
    while env.agents:
        actions = {agent: decide(agent, observations[agent]) for agent in env.agents}
        observations, rewards, _, _, infos = env.step(actions)
        total += sum(rewards.values())
        for info in infos.values():
            records += info['records']
    return sorted(records, key=lambda row: (row['agent'], row['sequence'])), total


class LearningEnvironment(unittest.TestCase):
    def test_the_shipped_policy_does_what_the_scheme_does(self):
        with ci.Environment(**SCENARIO) as env:
            policy = ci.Policy()
            records, _ = play(env, lambda agent, observation: policy(observation))
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([os.environ['COINFERENCE_RUN'], '--schemes=ppo', '--missedResults=0', '--report=off',
                            '--output=' + folder] +
                           [f'--{name}={value}' for name, value in SCENARIO.items()], check=True,
                           stdout=subprocess.DEVNULL)
            scheme = sorted(ci.load(folder), key=lambda row: (row['agent'], row['sequence']))
        self.assertEqual(len(records), len(scheme))
        self.assertGreater(len(records), 8)
        for ours, theirs in zip(records, scheme):
            self.assertEqual(ours['bitWidth'], theirs['bitWidth'])
            for column in ('totalDelay', 'agentFrequency', 'serverFrequency', 'agentEnergy'):
                # The scheme computes in single precision.
                self.assertAlmostEqual(ours[column] / theirs[column], 1, places=4)

    def test_a_random_policy_plays_episodes_that_differ_and_repeat(self):
        with ci.Environment(network='wifi', **{name: value for name, value in SCENARIO.items()
                                               if name != 'network'}) as env:
            space = env.action_space('0')
            names = dict(zip(env.observations, range(len(env.observations))))

            def decide(agent, observation):
                self.assertTrue(env.observation_space(agent).contains(observation))
                self.assertTrue(all(math.isfinite(x) for x in observation))
                self.assertGreater(observation[names['battery']], 0.99)  # radios draw from it
                action = space.sample()
                self.assertTrue(space.contains(action))
                return action

            episodes = []
            for seed in (3, 4, 3):
                space.seed(7)
                episodes.append(play(env, decide, seed))
        self.assertEqual(episodes[0], episodes[2])
        self.assertNotEqual(episodes[0], episodes[1])
        self.assertLess(episodes[0][1], 0)  # at random, budgets break

    def test_many_designs_at_once(self):
        with ci.Environment(agents=200, fidelity='design') as env:
            policy = ci.Policy()
            space = env.action_space('0')
            space.seed(1)
            means = []
            for decide in (lambda agent, observation: policy(observation),
                           lambda agent, observation: space.sample()):
                observations, _ = env.reset(seed=5)
                actions = {agent: decide(agent, observations[agent]) for agent in env.agents}
                _, rewards, terminations, truncations, _ = env.step(actions)
                self.assertTrue(all(terminations.values()))
                self.assertFalse(any(truncations.values()))
                means.append(sum(rewards.values()) / len(rewards))
                again, _ = env.reset()
                self.assertEqual(len(env.agents), 200)
                self.assertNotEqual(list(again['0']), list(observations['0']))
        self.assertGreater(means[0], means[1] + 0.5)

    def test_one_agent_has_the_shape_of_gymnasium(self):
        with ci.Environment(agents=1, network='p2p', duration=30, interval=5, flat=True) as env:
            one = env.single()
            observation, info = one.reset(seed=2)
            self.assertEqual(len(observation), len(env.observations))
            steps, truncated = 0, False
            while not truncated:
                observation, reward, terminated, truncated, info = one.step([1, -1, 1, -1])
                steps += 1
                self.assertIsInstance(reward, float)
                self.assertFalse(terminated)
                for row in info['records']:
                    self.assertEqual((row['bitWidth'], row['placement']), (8, 'split'))
                    self.assertAlmostEqual(row['agentFrequency'], 2e9 * ci.LEAST_CLOCK)
            self.assertEqual(steps, 7)
            with self.assertRaisesRegex(RuntimeError, 'reset'):
                one.step([1, -1, 1, -1])  # the episode is over

    def test_an_empty_battery_ends_an_agent(self):
        with ci.Environment(agents=2, network='p2p', duration=200, interval=5,
                            batteryEnergy=5) as env:
            full = {'width': 7, 'clocks': [1, 1], 'placement': 0}
            env.reset(seed=1)
            ended = set()
            while env.agents:
                _, _, terminations, _, _ = env.step({agent: full for agent in env.agents})
                ended |= {agent for agent, is_over in terminations.items() if is_over}
            self.assertEqual(ended, {'0', '1'})

    def test_a_reward_of_ones_own(self):
        with ci.Environment(reward=lambda agent, records: len(records), **SCENARIO) as env:
            policy = ci.Policy()
            records, total = play(env, lambda agent, observation: policy(observation))
        self.assertEqual(total, len(records))

    def test_what_was_asked_for_is_written_at_the_end(self):
        with tempfile.TemporaryDirectory() as folder:
            output = os.path.join(folder, 'run')
            with ci.Environment(output=output, report='off', **SCENARIO) as env:
                records, _ = play(env, lambda agent, observation: ci.Policy()(observation))
            self.assertEqual(len(ci.load(output).where(outcome='done')), len(records))
            # A learner that goes away in the middle leaves what there is by then.
            output = os.path.join(folder, 'half')
            with ci.Environment(output=output, report='off', **SCENARIO) as env:
                observations, _ = env.reset(seed=0)
                for _ in range(3):
                    env.step({agent: ci.Policy()(observations[agent]) for agent in env.agents})
            self.assertLess(0, len(ci.load(output)))
            self.assertLess(len(ci.load(output)), len(records))
            again = subprocess.run([os.environ['COINFERENCE_RUN'],
                                    '--scenario=' + os.path.join(output, 'scenario.json')],
                                   capture_output=True, text=True)
            self.assertEqual(again.returncode, 2)
            self.assertIn('a learner decided in it', again.stderr)

    def test_without_a_learner_nothing_is_simulated(self):
        run = subprocess.run([os.environ['COINFERENCE_RUN'], '--environment', '--duration=1e6'],
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        self.assertEqual(run.returncode, 0)
        self.assertEqual(len(run.stdout.splitlines()), 2)

    def test_no_budget_at_all_is_still_a_number(self):
        with ci.Environment(network='wifi', agents=1, energyBudget=0, duration=25) as env:
            observations, _ = env.reset()
            while env.agents:
                self.assertTrue(all(math.isfinite(x) for x in observations['0']))
                observations, *_ = env.step({'0': {'width': 7, 'clocks': [1, 1], 'placement': 0}})

    def test_what_is_not_allowed_is_named(self):
        with self.assertRaisesRegex(FileNotFoundError, 'program = /nowhere is not allowed'):
            ci.Environment('/nowhere')
        for options, message in (({'step': 1e-10}, 'step = 1e-10'), ({'clocks': 'least-delay'}, 'clocks = '),
                                 ({'fidelity': 'design', 'delayBudget': 1}, 'delayBudget = 1 .*drawn'),
                                 ({'missedResults': 5}, 'missedResults = 5')):
            with self.assertRaisesRegex(RuntimeError, message):
                ci.Environment(**options)
        with self.assertRaisesRegex(RuntimeError, 'agents = 0 is not allowed'):
            ci.Environment(agents=0)
        with self.assertRaisesRegex(RuntimeError, 'schemes = joint is not allowed'):
            ci.Environment(schemes='joint')
        with self.assertRaisesRegex(RuntimeError, 'environment = true is not allowed.*pi0'):
            ci.Environment(model='pi0', agentChip='jetson-thor')
        with ci.Environment(**SCENARIO) as env:
            env.reset()
            with self.assertRaisesRegex(ValueError, 'width = 8'):
                env.step({'0': {'width': 8, 'clocks': [1, 1], 'placement': 0}})
            with self.assertRaisesRegex(ValueError, 'serverClock = 2'):
                env.step({'0': {'width': 1, 'clocks': [1, 2], 'placement': 0}})
            with self.assertRaisesRegex(ValueError, "actions of \\['9'\\]"):
                env.step({'9': {'width': 1, 'clocks': [1, 1], 'placement': 0}})
            # And goes on.
            env.step({'0': {'width': 1, 'clocks': [1, 1], 'placement': 0}})

    def test_packets_and_messages_have_the_same_observations(self):
        seen = []
        for fidelity in ('packet', 'message', 'design'):
            network = {} if fidelity == 'design' else {'network': 'p2p'}
            with ci.Environment(agents=1, fidelity=fidelity, **network) as env:
                seen.append(env.observations)
        self.assertEqual(seen[0], seen[1])
        self.assertEqual(seen[0], seen[2])


if __name__ == '__main__':
    unittest.main()
