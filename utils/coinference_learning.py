"""An environment for agents that learn to decide, over pipes to coinference-run --environment: the
standard library is enough; numpy, gymnasium and pettingzoo are used where they are there. coinference.py has it
as its own.

    import coinference as ci

    with ci.Environment(agents=4, network='p2p', duration=300) as env:    # options of coinference-run
        observations, infos = env.reset(seed=1)
        while env.agents:
            actions = {agent: env.action_space(agent).sample() for agent in env.agents}
            observations, rewards, terminations, truncations, infos = env.step(actions)

has the shape of PettingZoo's parallel environments. env.single() of one agent has that of
Gymnasium's Env. With fidelity='design' nothing is simulated: each agent is a random problem (P1),
an episode is one step, and thousands are answered a second.
"""
import json
import math
import os
import random
import shutil
import subprocess
import tempfile

try:
    import numpy
except ImportError:
    numpy = None
try:
    import gymnasium
    from gymnasium import spaces
except ImportError:
    gymnasium = spaces = None
try:
    from pettingzoo import ParallelEnv
except ImportError:
    ParallelEnv = object

PLACEMENTS = ['split', 'agent', 'server']
_LARGEST_SEED = 4294944442
LEAST_CLOCK = math.exp(-6)  # of the shipped policy, too


class _Discrete:
    """As gymnasium.spaces.Discrete: 0 to n - 1."""

    def __init__(self, n):
        self.n = n
        self._random = random.Random()

    def seed(self, seed=None):
        self._random.seed(seed)

    def sample(self):
        return self._random.randrange(self.n)

    def contains(self, value):
        return isinstance(value, int) and 0 <= value < self.n


class _Box:
    """As gymnasium.spaces.Box of one dimension."""

    def __init__(self, low, high, shape):
        self.low, self.high, self.shape = low, high, shape
        self._random = random.Random()

    def seed(self, seed=None):
        self._random.seed(seed)

    def sample(self):
        return [self._random.uniform(self.low, self.high) for _ in range(self.shape[0])]

    def contains(self, value):
        return len(value) == self.shape[0] and all(self.low <= x <= self.high for x in value)


class _Dict(dict):
    """As gymnasium.spaces.Dict."""

    def seed(self, seed=None):
        for i, space in enumerate(self.values()):
            space.seed(None if seed is None else seed + i)

    def sample(self):
        return {name: space.sample() for name, space in self.items()}

    def contains(self, value):
        return set(value) == set(self) and all(self[name].contains(value[name]) for name in self)


def _discrete(n):
    return spaces.Discrete(n) if spaces else _Discrete(n)


def _box(low, high, n):
    return spaces.Box(low, high, (n,)) if spaces else _Box(low, high, (n,))


def _program(name):
    """A program's path: as given, or else of COINFERENCE_RUN, in PATH, beside this in build/bin."""
    if name:
        if not shutil.which(name):
            raise FileNotFoundError(f'program = {name} is not allowed: it must be a program')
        return name
    here = os.path.dirname(os.path.abspath(__file__))
    for candidate in (os.environ.get('COINFERENCE_RUN'), shutil.which('coinference-run'),
                      os.path.join(here, '../build/bin/coinference-run'),
                      os.path.join(here, '../../../bin/coinference-run')):
        if candidate and os.access(candidate, os.X_OK):
            return candidate
    raise FileNotFoundError('coinference-run is not there: neither in PATH nor built or installed beside '
                            'this file; give '
                            'its path as program')


class Environment(ParallelEnv):
    """Agents in the packets of ns-3, or of (P1) alone, and a learner that decides for all of them.

    Observations are those of AgentEnvironment, named by `observations`. An action is a dictionary:
    `width`, which of `bit_widths`; `clocks`, of agent and server as shares of their highest; and
    `placement`, which of PLACEMENTS. With flat=True it is a Box of four numbers from -1 to 1, in
    the same order, for libraries that know no dictionaries. Reward is DesignReward, summed over the
    inferences that have ended, or what reward(agent, records) gives.

    Each reset() is an independent repetition (RngRun) of the scenario. Of designs it gives the
    problems that the step before has drawn.
    """
    metadata = {'name': 'coinference_v1', 'render_modes': []}

    def __init__(self, program=None, reward=None, flat=False, **options):
        self._command = [_program(program), '--environment']
        self._command += [f'--{name}={_text(value)}' for name, value in options.items()
                          if name not in ('seed', 'run')]
        self._seed, self._run = options.get('seed', 1), options.get('run', 1) - 1
        self._reward = reward
        self._flat = flat
        self._is_design = options.get('fidelity') == 'design'
        self._process = None
        self.agents = []
        try:
            self._start()  # tells what there is
        except Exception:
            self.close()
            raise

    def _start(self):
        self.close()
        self._errors = tempfile.TemporaryFile(mode='w+')
        self._process = subprocess.Popen(
            self._command + [f'--seed={self._seed}', f'--run={max(self._run, 0)}', '--progress=off'],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True)
        begin = self._read()
        self.possible_agents = begin['agents']
        self.bit_widths = begin['bitWidths']
        self.observations = begin['observations']
        self.time_step = begin['step']
        self.agents = []
        self._observation_space = _box(-math.inf, math.inf, len(self.observations))
        if self._flat:
            self._action_space = _box(-1, 1, 4)
        else:
            parts = {'width': _discrete(len(self.bit_widths)), 'clocks': _box(LEAST_CLOCK, 1, 2),
                     'placement': _discrete(len(PLACEMENTS))}
            self._action_space = spaces.Dict(parts) if spaces else _Dict(parts)
        self._state = None

    def _read(self):
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            self._errors.seek(0)
            lines = self._errors.read().strip().splitlines() or ['']
            raise RuntimeError(f'coinference-run ended with status {self._process.returncode}: '
                               f'{lines[-1]}')
        answer = json.loads(line)
        if 'error' in answer:
            raise ValueError(answer['error'])
        return answer

    def observation_space(self, agent):
        return self._observation_space

    def action_space(self, agent):
        return self._action_space

    def reset(self, seed=None, options=None):
        """Begins an episode, the next repetition; of a seed, its first."""
        if seed is not None:
            # ns-3 takes none of 0.
            self._seed, self._run = seed if seed != 0 else _LARGEST_SEED, 0
        if not self._is_design or seed is not None or self._state is None:
            self._run += 1
            self._start()
            self._state = self._read()
        self.agents = list(self.possible_agents)
        return ({agent: self._observation(agent) for agent in self.agents},
                {agent: {'time': self._state['time'], 'records': []} for agent in self.agents})

    def step(self, actions):
        """Has each agent act, and goes on to the next step. Agents without an action keep theirs."""
        if not self.agents:
            raise RuntimeError('there is no episode: reset() begins one')
        unknown = set(actions) - set(self.agents)
        if unknown:
            raise ValueError(f'actions of {sorted(unknown)}, there are {self.agents}')
        message = {'actions': {agent: self._message(action) for agent, action in actions.items()}}
        self._process.stdin.write(json.dumps(message) + '\n')
        self._process.stdin.flush()
        self._state = self._read()
        states = self._state['agents']
        of = {agent: states[agent] for agent in self.agents}
        records = {agent: [_numbers(row) for row in state.get('records', [])]
                   for agent, state in of.items()}
        rewards = {agent: self._reward(agent, records[agent]) if self._reward else state['reward']
                   for agent, state in of.items()}
        terminations = {agent: state['terminated'] for agent, state in of.items()}
        truncations = {agent: self._state['end'] for agent in of}
        observations = {agent: self._observation(agent) for agent in of}
        infos = {agent: {'time': self._state['time'], 'records': records[agent]} for agent in of}
        self.agents = [agent for agent in of if not terminations[agent] and not truncations[agent]]
        return observations, rewards, terminations, truncations, infos

    def _observation(self, agent):
        values = self._state['agents'][agent]['observation']
        return numpy.array(values, dtype=numpy.float32) if numpy else values

    def _message(self, action):
        if self._flat:
            if len(action) != 4:
                raise ValueError(f'a flat action has 4 numbers, not {len(action)}')
            shares = [min(max((float(x) + 1) / 2, 0), 1) for x in action]
            action = {'width': _index(shares[0], len(self.bit_widths)), 'clocks': shares[1:3],
                      'placement': _index(shares[3], len(PLACEMENTS))}
        missing = {'width', 'clocks', 'placement'} - set(action)
        if missing:
            raise ValueError(f'an action has width, clocks and placement; {action} lacks '
                             f'{", ".join(sorted(missing))}')
        width, placement = int(action['width']), int(action['placement'])
        if not 0 <= width < len(self.bit_widths):
            raise ValueError(f'width = {width} is not allowed: it must be from 0 to '
                             f'{len(self.bit_widths) - 1}')
        if not 0 <= placement < len(PLACEMENTS):
            raise ValueError(f'placement = {placement} is not allowed: it must be from 0 to 2')
        if len(action['clocks']) != 2:
            raise ValueError(f"clocks = {action['clocks']} is not allowed: it must be the agent's "
                             "and the server's")
        agent, server = (max(float(x), LEAST_CLOCK) for x in action['clocks'])
        return {'bitWidth': self.bit_widths[width], 'agentClock': agent, 'serverClock': server,
                'placement': PLACEMENTS[placement]}

    def single(self):
        """The same with one agent, in the shape of gymnasium.Env."""
        return SingleEnvironment(self)

    def close(self):
        """Ends the program, which stops where its input does and writes what it was asked to."""
        if not self._process:
            return
        process, self._process, self.agents = self._process, None, []
        try:
            process.communicate(timeout=60)  # reads on: what is not read holds the program up
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        self._errors.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


class SingleEnvironment(gymnasium.Env if gymnasium else object):
    """An Environment of one agent: reset and step give and take what is its own."""
    metadata = Environment.metadata

    def __init__(self, environment):
        if len(environment.possible_agents) != 1:
            raise ValueError(f'there are {len(environment.possible_agents)} agents: agents=1 has one')
        self.environment = environment
        self._agent = environment.possible_agents[0]
        self.observation_space = environment.observation_space(self._agent)
        self.action_space = environment.action_space(self._agent)

    def reset(self, *, seed=None, options=None):
        if gymnasium:
            super().reset(seed=seed)
        observations, infos = self.environment.reset(seed)
        return observations[self._agent], infos[self._agent]

    def step(self, action):
        return tuple(part[self._agent] for part in self.environment.step({self._agent: action}))

    def close(self):
        self.environment.close()


class Policy:
    """A policy as coinference-train-ppo writes it, by default the shipped one, for an Environment:
    policy(observation) gives the most probable action, of equal scores the smaller bit-width."""

    INPUTS = 7

    def __init__(self, path=None):
        with open(path or self._shipped(), encoding='utf-8') as file:
            self._layers = json.load(file)['layers']

    @staticmethod
    def _shipped():
        """In the folder that COINFERENCE_DATA names, beside this file's folder where it is installed,
        or in the source tree."""
        here = os.path.dirname(os.path.abspath(__file__))
        folders = [os.environ.get('COINFERENCE_DATA'), os.path.join(here, '..'),
                   os.path.join(here, '../data')]
        for folder in filter(None, folders):
            path = os.path.join(folder, 'policies/ppo.json')
            if os.path.exists(path):
                return path
        raise FileNotFoundError('policies/ppo.json is neither in COINFERENCE_DATA nor beside this '
                                'file; give its path')

    def __call__(self, observation):
        # What comes after the problem's observations, seven a bit-width, it knows nothing of.
        widths = (len(observation) - 8) // self.INPUTS
        outputs = [self._forward(observation[i * self.INPUTS:(i + 1) * self.INPUTS])
                   for i in range(widths)]
        best = max(range(widths), key=lambda i: (outputs[i][0], -i))
        clocks = [math.exp(min(max(x, -6), 0)) for x in outputs[best][1:]]
        return {'width': best, 'clocks': clocks, 'placement': 0}

    def _forward(self, values):
        values = [float(x) for x in values]
        for number, layer in enumerate(self._layers):
            values = [sum(w * x for w, x in zip(row, values)) + bias
                      for row, bias in zip(layer['weights'], layer['biases'])]
            if number + 1 < len(self._layers):
                values = [max(x, 0) for x in values]
        return values


def _index(share, n):
    return min(int(share * n), n - 1)


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def _numbers(row):
    """JSON's "inf" as the number that it is."""
    return {name: math.inf if value == 'inf' else value for name, value in row.items()}
