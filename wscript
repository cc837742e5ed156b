## Untried (see below). -*- Mode: python; py-indent-offset: 4; indent-tabs-mode: nil; coding: utf-8; -*-

# Untried: the module in contrib/ of an ns-3 tree that is built with waf (before 3.36, which are
# older than the releases that the module is tested with); needs C++17:
#   ./waf configure --cxx-standard=-std=c++17
# The lists of files and of modules are those of CMakeLists.txt and examples/CMakeLists.txt.

import os
import re


def read_lists(folder):
    """The lists that CMakeLists.txt sets, by name."""
    with open(os.path.join(folder, 'CMakeLists.txt')) as file:
        text = re.sub(r'#.*', '', file.read())
    lists = re.findall(r'^set\((\w+)\s+([^()$]*)\)', text, re.MULTILINE)
    return {name: words.split() for name, words in lists}


def configure(conf):
    missing = []
    for package, name in [('eigen3', 'Eigen 3'), ('nlohmann_json', 'nlohmann json')]:
        if not conf.check_cfg(package=package, args=['--cflags', '--libs'],
                              uselib_store='COINFERENCE', mandatory=False):
            missing.append(name)
    if missing:
        conf.report_optional_feature('coinference', 'Co-inference', False,
                                     'not found: ' + ', '.join(missing))
        conf.env['MODULES_NOT_BUILT'].append('coinference')
        return
    conf.env.append_value('LIB_COINFERENCE', ['pthread', 'dl'])
    conf.env['HAVE_SQLITECPP'] = conf.check_cxx(lib=['SQLiteCpp', 'sqlite3'], mandatory=False,
                                                uselib_store='COINFERENCE')
    conf.env['HAVE_GTEST'] = conf.check_cfg(package='gtest', args=['--cflags', '--libs'],
                                            uselib_store='GTEST', mandatory=False)
    conf.report_optional_feature('coinference', 'Co-inference', True, '')


def build(bld):
    if 'coinference' in bld.env['MODULES_NOT_BUILT']:
        return
    folder = bld.path.abspath()
    lists = read_lists(folder)
    if bld.env['HAVE_SQLITECPP']:
        bld.env.append_value('DEFINES_COINFERENCE', ['COINFERENCE_SQLITE'])
    else:
        for name, out in [('source_files', 'sqlite-file'), ('study_files', 'study/sweep/'),
                          ('test_files', 'study/sweep/|sqlite-file|trace-helper|strict-json')]:
            lists[name] = [file for file in lists[name] if not re.search(out, file)]
    with open(os.path.join(bld.srcnode.abspath(), 'VERSION')) as file:
        ns3_version = file.read().strip()

    roots = [os.path.join(folder, root) for root in lists['header_roots']]
    module = bld.create_ns3_module('coinference', lists['ns3_modules'])
    module.source = lists['source_files']
    module.use.append('COINFERENCE')
    module.includes = roots
    module.env.append_value('DEFINES', [
        'COINFERENCE_VERSION="%s"' % lists['coinference_version'][0],
        'COINFERENCE_NS3_VERSION="%s"' % ns3_version,
        'COINFERENCE_DATA_FROM_LIBRARY="../share/coinference"',
        'COINFERENCE_DATA_IN_SOURCE="%s/data"' % folder,
        'COINFERENCE_PROGRAMS_FROM_LIBRARY="../bin"',
        'COINFERENCE_PROGRAMS_IN_TREE="contrib/coinference/examples"',
    ])

    study = bld.stlib(target='coinference-study', source=lists['study_files'], includes=roots,
                      export_includes=roots, use=['ns3-coinference', 'COINFERENCE'])
    study.env.append_value('CXXFLAGS', ['-fPIC'])

    headers = bld(features='ns3header')
    headers.module = 'coinference'
    headers.source = lists['header_files']

    data = bld.path.ant_glob('data/**')
    bld.install_files('${PREFIX}/share/coinference', data, cwd=bld.path.find_dir('data'),
                      relative_trick=True)

    if bld.env['HAVE_GTEST']:
        test = bld.create_ns3_module_test_library('coinference')
        test.source = lists['test_files'] + ['test/coinference-test-suite.cc']
        test.use.extend(['ns3-' + name for name in lists.get('ns3_test_modules', [])])
        test.use.extend(['coinference-study', 'COINFERENCE', 'GTEST'])

    if bld.env['ENABLE_EXAMPLES']:
        bld.recurse('examples')
