"""Generates the bindings for ns-3.36 with Debian's pybindgen and compiles them against the headers: a
class or a method that is no longer there, or takes something else, is found. The tree of ns-3.36
itself, where they are linked and imported, is not needed. COINFERENCE_COMPILE is the compiler with
its include folders."""
import os
import re
import shlex
import subprocess
import sys
import sysconfig
import tempfile
import unittest
import warnings

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../..')
sys.path.insert(0, os.path.join(ROOT, 'bindings'))

try:
    import pybindgen
    from pybindgen import FileCodeSink, Parameter
    from pybindgen.typehandlers import base
    import modulegen__gcc_LP64 as bindings
except ImportError:
    pybindgen = None
else:

    class Ptr(base.TypeTransformation):
        """What ns-3.36's own generator has for its smart pointers: a Ptr<T> is a T*."""

        def get_untransformed_name(self, name):
            match = re.match(r'ns3::Ptr<([^>]+)>$', name)
            return match.group(1).strip() + ' *' if match else None

        def create_type_handler(self, type_handler, *args, **kwargs):
            is_parameter = issubclass(type_handler, Parameter)
            kwargs['transfer_ownership' if is_parameter else 'caller_owns_return'] = False
            pointer = self.get_untransformed_name(args[0])
            handler = type_handler(*args, **kwargs)
            handler.set_transformation(self, pointer)
            return handler

        def untransform(self, type_handler, declarations, code_block, expression):
            return f'ns3::PeekPointer({expression})'

        def transform(self, type_handler, declarations, code_block, expression):
            return f'ns3::Ptr<{type_handler.untransformed_ctype[:-1]}>({expression})'


@unittest.skipIf(pybindgen is None, 'pybindgen is not installed')
@unittest.skipUnless(os.environ.get('COINFERENCE_COMPILE'), 'run by CTest, which names the compiler')
class Bindings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        pybindgen.settings.wrapper_registry = pybindgen.settings.StdMapWrapperRegistry
        pybindgen.settings.gcc_rtti_abi_complete = True
        base.return_type_matcher.register_transformation(Ptr())
        base.param_type_matcher.register_transformation(Ptr())
        module = bindings.module_init()
        module.set_name('coinference')
        module.add_include('"ns3/coinference-module.h"')
        bindings.register_types(module)
        bindings.register_methods(module)
        bindings.register_functions(module)
        cls.module = module
        # It does not know that a Ptr counts those who hold it.
        warnings.filterwarnings('ignore', 'Returning shared pointers is dangerous')
        with tempfile.TemporaryFile('w+', encoding='utf-8') as file:
            module.generate(FileCodeSink(file))  # raises at what it cannot wrap
            file.seek(0)
            cls.source = file.read()

    def test_they_compile(self):
        with tempfile.TemporaryDirectory() as folder:
            source = os.path.join(folder, 'bindings.cc')
            with open(source, 'w', encoding='utf-8') as file:
                file.write(self.source + '#include <type_traits>\n')
                for owner, name, value in bindings.FIELDS:
                    # Written through a pointer of that type.
                    file.write(f'static_assert(std::is_same_v<decltype({owner}::{name}), {value}>,'
                               f' "{owner}::{name}");\n')
            command = shlex.split(os.environ['COINFERENCE_COMPILE'])
            done = subprocess.run(
                command + ['-fsyntax-only', '-w', '-I', sysconfig.get_path('include'), source],
                stderr=subprocess.PIPE, encoding='utf-8', check=False)
            errors = [line for line in done.stderr.splitlines() if 'error' in line]
            self.assertEqual((done.returncode, errors[:10]), (0, []))

    def test_an_optional_time_is_copied_once(self):
        bodies = re.split(r'\n_wrap_', self.source)
        copies = [body.count('new ns3::Time(*') for body in bodies]
        self.assertEqual((max(copies), sum(copies)), (1, 10))

    def test_helpers_have_what_their_headers_have(self):
        # What takes a function of the user's, which pybindgen cannot pass.
        left_out = {'CoinferenceEnvironmentHelper', 'CoinferenceScriptHelper'}
        helpers = os.path.join(ROOT, 'helper')
        seen = 0
        for name in sorted(os.listdir(helpers)):
            if not name.endswith('-helper.h'):
                continue
            with open(os.path.join(helpers, name), encoding='utf-8') as file:
                text = re.sub(r'/\*.*?\*/|//[^\n]*', '', file.read(), flags=re.DOTALL)
            for helper, body in re.findall(r'\nclass (\w+)[^;{]*\{(.*?)\n\};', text, re.DOTALL):
                if helper in left_out:
                    continue
                public = re.split(r'\n  (?:private|protected):', body)[0]
                methods = set(re.findall(r'\b([A-Z]\w*)\([^;{]*\)(?: const)?(?: override)?;', public))
                wrapped = {method.method_name for method in
                           self.module[f'ns3::coinference::{helper}'].get_all_methods()}
                self.assertEqual(methods - wrapped - {helper}, set(), helper)
                seen += 1
        self.assertGreater(seen, 5)


if __name__ == '__main__':
    unittest.main()
