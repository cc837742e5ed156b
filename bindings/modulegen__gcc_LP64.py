# SPDX-License-Identifier: GPL-2.0-only
# What the Python bindings of ns-3.36 (pybindgen) have of the module: helpers, what they install,
# records, the design problem and the theory. Later releases (cppyy) read the headers and need
# nothing of this. Their build asks for the file's name and for its four functions.
from pybindgen import Module, cppclass, param, retval
from pybindgen.typehandlers import base

US = "ns3::coinference::"
ATTRIBUTE = [param("std::string const &", "name"), param("ns3::AttributeValue const &", "value")]
NODES = param("ns3::NodeContainer", "nodes")
NODE = param("ns3::Ptr< ns3::Node >", "node")
AGENTS = param("ns3::ApplicationContainer", "agents")
STREAM = param("int64_t", "stream")
REFERENCE_COUNTED = cppclass.ReferenceCountingMethodsPolicy(
    incref_method="Ref", decref_method="Unref", peekref_method="GetReferenceCount"
)


class OptionalTime(base.TypeTransformation):
    """A std::optional<Time> is a Time in Python, or None."""

    def get_untransformed_name(self, name):
        return "ns3::Time *" if name.replace(" ", "") == "std::optional<ns3::Time>" else None

    def create_type_handler(self, type_handler, *args, **kwargs):
        kwargs["caller_owns_return"] = True
        handler = type_handler("std::optional< ns3::Time >", *args[1:], **kwargs)
        handler.set_transformation(self, "ns3::Time *")
        return handler

    def untransform(self, type_handler, declarations, code_block, expression):
        # Once: what is returned here is written several times.
        copy = declarations.declare_variable("ns3::Time *", "copy")
        code_block.write_code(f"{copy} = {expression} ? new ns3::Time(*{expression}) : nullptr;")
        return copy


class OptionalDouble(base.ReturnValue):
    """A std::optional<double> is a float in Python, or None."""

    CTYPES = ["std::optional< double >"]

    def get_c_error_return(self):
        return "return std::nullopt;"

    def convert_python_to_c(self, wrapper):
        raise base.NotSupportedError("it is only read")

    def convert_c_to_python(self, wrapper):
        value = wrapper.declarations.declare_variable("PyObject *", "py_optional")
        wrapper.after_call.write_code(
            f"{value} = {self.value} ? PyFloat_FromDouble(*{self.value})"
            f" : (Py_INCREF(Py_None), Py_None);"
        )
        wrapper.build_params.add_parameter("N", [value], prepend=True)


def add_enum(module, name, prefix, values, owner=""):
    """An enumeration of one byte: pybindgen's own take it for an int, and write four."""
    values = values.split()
    full = f"{US}{owner}{name}"

    class EnumReturn(base.ReturnValue):
        CTYPES = [full]

        def get_c_error_return(self):
            return f"return {full}();"

        def convert_python_to_c(self, wrapper):
            raise base.NotSupportedError("it is only read")

        def convert_c_to_python(self, wrapper):
            wrapper.build_params.add_parameter(
                "i", [f"static_cast<int>({self.value})"], prepend=True
            )

    class EnumParameter(base.Parameter):
        DIRECTIONS = [base.Parameter.DIRECTION_IN]
        CTYPES = [full]

        def convert_c_to_python(self, wrapper):
            raise base.NotSupportedError("Python is not called with it")

        def convert_python_to_c(self, wrapper):
            number = wrapper.declarations.declare_variable("int", self.name)
            wrapper.parse_params.add_parameter("i", ["&" + number], self.value)
            wrapper.before_call.write_error_check(
                f"{number} < 0 || {number} >= {len(values)}",
                f'PyErr_Format(PyExc_ValueError, "{self.name} = %d is not allowed: it must be'
                f' {prefix}_{values[0]} to {prefix}_{values[-1]}", {number});',
            )
            wrapper.call_params.append(f"static_cast<{full}>({number})")

    for value in values:
        module.after_init.write_code(
            f'PyModule_AddIntConstant(m, "{prefix}_{value}", static_cast<int>({full}::{value}));'
        )


def module_init():
    base.return_type_matcher.register_transformation(OptionalTime())
    module = Module("ns.coinference", cpp_namespace="::ns3::coinference")
    # Bad input is Python's ValueError, with a message that names the field and what is allowed.
    for name, python in [
        ("invalid_argument", "ValueError"),
        ("domain_error", "ValueError"),
        ("exception", "RuntimeError"),  # files that cannot be written, and the like
    ]:
        module.add_exception(
            name,
            foreign_cpp_namespace="std",
            custom_name=python,
            is_standard_error=True,
            message_rvalue="%(EXC)s.what()",
        )
    return module


def register_types(module):
    register_types_of_ns3(module)
    add_enum(module, "Outcome", "OUTCOME", "DONE DROPPED TIMED_OUT BATTERY_EMPTY")
    add_enum(module, "Placement", "PLACEMENT", "SPLIT AGENT SERVER")
    limits = "NONE DELAY ENERGY DELAY_AND_ENERGY RATE MEMORY SERVER BAND"
    add_enum(module, "Limit", "LIMIT", limits)
    add_enum(module, "Status", "STATUS", "OPTIMAL FEASIBLE INFEASIBLE", "Allocation::")
    for name in (
        "AgentShare",
        "Allocation",
        "AllocationHelper",
        "BitWidthSet",
        "Clocks",
        "CoinferenceApplicationHelper",
        "CoinferenceTraceHelper",
        "ComputeChip",
        "ComputeDeviceHelper",
        "ComputeEnergyModelHelper",
        "DesignProblem",
        "EdgeServerCounts",
        "InferenceCounts",
        "InferenceRecord",
        "ModelProfile",
        "Precision",
        "ServerSelectionHelper",
        "SharedAllocation",
        "TokenTimes",
        "Workload",
    ):
        module.add_class(name)
    for name in "EdgeServerHelper", "EmbodiedAgentHelper":
        module.add_class(name, parent=module[f"{US}CoinferenceApplicationHelper"])
    for name in (
        "AllocationController",
        "AllocationCoordinator",
        "AllocationScheme",
        "ComputeDevice",
        "ServerSelection",
    ):
        module.add_class(name, parent=module["ns3::Object"])
    for name in "EdgeServer", "EmbodiedAgent":
        module.add_class(name, parent=module["ns3::Application"])
    module.add_class("InferenceTrace", memory_policy=REFERENCE_COUNTED)
    for value in (
        "double",
        "unsigned int",
        "std::string",
        "ns3::Time",
        f"{US}AgentShare",
        f"{US}InferenceRecord",
        f"ns3::Ptr< {US}AllocationController >",
        f"ns3::Ptr< {US}InferenceTrace >",
        f"ns3::Ptr< {US}ServerSelection >",
    ):
        module.add_container(f"std::vector< {value} >", value, container_type="vector")


def register_types_of_ns3(module):
    def imported(name, origin, parent=None, **how):
        return module.add_class(
            name,
            foreign_cpp_namespace="ns3",
            import_from_module=f"ns.{origin}",
            parent=parent,
            **how,
        )

    def counted(name, parent, deleter):
        return imported(
            "SimpleRefCount",
            "core",
            parent,
            automatic_type_narrowing=True,
            memory_policy=REFERENCE_COUNTED,
            template_parameters=[f"ns3::{name}", parent.full_name, deleter],
        )

    values = counted(
        "AttributeValue", imported("empty", "core"), "ns3::DefaultDeleter<ns3::AttributeValue>"
    )
    imported("AttributeValue", "core", values, automatic_type_narrowing=True)
    # Of ns-3's objects Python can derive classes: they and ours are laid out for it.
    base_class = imported("ObjectBase", "core", allow_subclassing=True)
    objects = counted("Object", base_class, "ns3::ObjectDeleter")
    parent = imported("Object", "core", objects)
    imported("Time", "core").add_copy_constructor()
    for name in "Address", "ApplicationContainer", "NodeContainer":
        imported(name, "network").add_copy_constructor()
    for name in "InetSocketAddress", "Inet6SocketAddress":
        imported(name, "network").implicitly_converts_to(module["ns3::Address"])
    for name in "Application", "Node":
        imported(name, "network", parent)
    imported("DeviceEnergyModelContainer", "energy").add_copy_constructor()
    imported("EnergySourceContainer", "energy", parent).add_copy_constructor()


def register_methods(module):
    register_helpers(module)
    register_simulation(module)
    register_records(module)
    register_decision(module)
    register_profile(module)


def copied(module, name, *constructors):
    """The class, which Python can copy and which has the constructors."""
    result = module[US + name]
    result.add_copy_constructor()
    for parameters in constructors:
        result.add_constructor(parameters)
    return result


FIELDS = []  # class, name and type, for the test: they are read and written without a check


def fields(owner, value, names, is_const=False):
    for name in names.split():
        owner.add_instance_attribute(name, value, is_const=is_const)
        FIELDS.append((owner.full_name, name, value))


def getters(owner, value, names):
    for name in names.split():
        owner.add_method(name, value, [], is_const=True)


def register_helpers(module):
    applications = module[f"{US}CoinferenceApplicationHelper"]
    applications.set_cannot_be_constructed("it is the base of two helpers")
    applications.add_method("SetDeviceAttribute", None, ATTRIBUTE)
    applications.add_method("SetAttribute", None, ATTRIBUTE)
    for where in NODES, NODE:
        applications.add_method("Install", "ns3::ApplicationContainer", [where])
    copied(module, "EdgeServerHelper", [param("uint16_t", "port")])
    agents = copied(module, "EmbodiedAgentHelper", [param("ns3::Address const &", "remote")])
    agents.add_method(
        "GetAgent",
        f"ns3::Ptr< {US}EmbodiedAgent >",
        [param("ns3::ApplicationContainer const &", "agents"), param("uint32_t", "index")],
        is_static=True,
    )
    agents.add_method(
        "AddRadioEnergyModels",
        None,
        [AGENTS, param("ns3::DeviceEnergyModelContainer", "models")],
        is_static=True,
    )

    scheme = param("std::string const &", "scheme", default_value='"joint"')
    server = param("ns3::Ptr< ns3::Node >", "server")
    allocation = copied(
        module,
        "AllocationHelper",
        [scheme],
        [param(f"ns3::Ptr< {US}AllocationScheme >", "scheme")],
    )
    for name in "SetSchemeAttribute", "SetAttribute", "SetCoordinatorAttribute":
        allocation.add_method(name, None, ATTRIBUTE)
    allocation.add_method("SetBitWidths", None, [param(f"{US}BitWidthSet const &", "bitWidths")])
    allocation.add_method(
        "Install",
        f"std::vector< ns3::Ptr< {US}AllocationController > >",
        [AGENTS, server],
        is_const=True,
    )
    allocation.add_method(
        "InstallTogether",
        f"ns3::Ptr< {US}AllocationCoordinator >",
        [AGENTS, server, scheme],
        is_const=True,
    )
    for where in NODES, AGENTS:
        allocation.add_method("AssignStreams", "int64_t", [where, STREAM], is_static=True)

    chip = param(f"{US}ComputeChip const &", "chip", default_value=f"{US}ComputeChip()")
    devices = copied(module, "ComputeDeviceHelper", [chip])
    devices.add_method("SetAttribute", None, ATTRIBUTE)
    devices.add_method("Install", None, [NODES], is_const=True)
    devices.add_method("InstallIfMissing", None, [NODE], is_const=True)
    copied(module, "ComputeEnergyModelHelper", []).add_method(
        "Install",
        "ns3::DeviceEnergyModelContainer",
        [NODES, param("ns3::EnergySourceContainer", "sources")],
        is_const=True,
    )

    selection = copied(
        module,
        "ServerSelectionHelper",
        [param("std::string const &", "selection", default_value='"static"')],
    )
    selection.add_method("SetAttribute", None, ATTRIBUTE)
    selection.add_method("AddServer", None, [param("ns3::Address const &", "remote"), NODE])
    selection.add_method(
        "Install", f"std::vector< ns3::Ptr< {US}ServerSelection > >", [AGENTS], is_const=True
    )

    trace = copied(module, "CoinferenceTraceHelper", [])
    trace.add_method(
        "Connect", None, [AGENTS, param("std::string const &", "scheme", default_value='""')]
    )
    label = param("std::string const &", "label")
    trace.add_method("WatchDevices", None, [NODES, label])
    trace.add_method("WatchDevice", None, [NODE, label])
    trace.add_method(
        "AddInfeasible",
        None,
        [param("std::string const &", "scheme"), param(f"{US}Limit", "reason")],
    )
    trace.add_method("Close", None, [])
    trace.add_method("GetTraces", f"std::vector< ns3::Ptr< {US}InferenceTrace > >", [])
    for name in "WriteCsv", "WriteSqlite", "WriteSummary", "WriteTimeline":
        trace.add_method(name, None, [param("std::string const &", "path")])
    title = param("std::string const &", "title", default_value='""')
    trace.add_method("WriteReport", None, [param("std::string const &", "folder"), title])


def register_simulation(module):
    device = module[f"{US}ComputeDevice"]
    device.add_constructor([])
    device.add_method("SetChip", None, [param(f"{US}ComputeChip const &", "chip")])
    device.add_method("GetChip", f"{US}ComputeChip", [], is_const=True)
    device.add_method("SetFrequency", None, [param("double", "frequency")])
    getters(device, "double", "GetFrequency GetPower GetEnergy")
    getters(device, "bool", "IsOn IsBusy")
    getters(device, "uint64_t", "GetQueueLength GetRunning")
    getters(device, "ns3::Time", "GetBusyTime GetBatchWait")
    device.add_method("PowerOff", None, [])
    device.add_method("PowerOn", None, [])

    agent = module[f"{US}EmbodiedAgent"]
    agent.add_method("SetModelProfile", None, [param(f"{US}ModelProfile const &", "model")])
    agent.add_method("GetModelProfile", f"{US}ModelProfile", [], is_const=True)
    agent.add_method("SetAllocation", None, [param(f"{US}Allocation const &", "allocation")])
    agent.add_method("SetSensing", None, [param("bool", "on")])
    agent.add_method("SetSensingTimes", None, [param("std::vector< ns3::Time >", "times")])
    getters(agent, f"{US}InferenceCounts", "GetCounts")
    getters(agent, "uint32_t", "GetAgentId GetMissedResults")
    getters(agent, "uint64_t", "GetLateResults GetMalformed")
    getters(agent, "double", "GetEnergyBudget")
    getters(agent, "ns3::Time", "GetDelayBudget")
    getters(agent, "std::optional< ns3::Time >", "GetMeanSensingInterval")
    server = module[f"{US}EdgeServer"]
    getters(server, f"{US}EdgeServerCounts", "GetCounts")
    getters(server, "uint64_t", "GetBacklog GetChannels")
    for owner in agent, server:
        owner.add_constructor([])
        owner.add_method("AssignStreams", "int64_t", [STREAM])

    controller = module[f"{US}AllocationController"]
    controller.add_constructor([])
    controller.add_method(
        "SetServerDevice", None, [param(f"ns3::Ptr< {US}ComputeDevice >", "device")]
    )
    controller.add_method("SetBitWidths", None, [param(f"{US}BitWidthSet const &", "bitWidths")])
    controller.add_method("Update", f"{US}Allocation", [])
    getters(controller, f"{US}DesignProblem", "GetProblem")
    getters(controller, f"{US}Allocation", "GetAllocation")
    getters(controller, f"{US}Limit", "GetInfeasibleReason")
    getters(controller, "bool", "IsAlone")
    getters(controller, "uint64_t", "GetFallbacks")
    coordinator = module[f"{US}AllocationCoordinator"]
    coordinator.add_constructor([])
    for name in "Join", "Leave":
        coordinator.add_method(name, None, [param(f"ns3::Ptr< {US}EmbodiedAgent >", "agent")])
    coordinator.add_method("Update", f"{US}SharedAllocation", [])
    getters(coordinator, f"{US}SharedAllocation", "GetAllocation")
    getters(coordinator, "uint64_t", "GetN")
    for owner in controller, coordinator:
        getters(owner, "uint64_t", "GetUpdates GetInfeasibleUpdates")
        owner.add_method("AssignStreams", "int64_t", [STREAM])

    selection = module[f"{US}ServerSelection"]
    selection.set_cannot_be_constructed("it is the base of the selections")
    getters(selection, "uint64_t", "GetSelected GetChanges")


def register_records(module):
    record = copied(module, "InferenceRecord")
    fields(record, "uint32_t", "agent sequence split tokens", is_const=True)
    fields(record, f"{US}Outcome", "outcome", is_const=True)
    fields(record, f"{US}Placement", "placement", is_const=True)
    fields(record, f"{US}Precision", "precision", is_const=True)
    fields(record, "ns3::Address", "server", is_const=True)
    fields(record, "ns3::Time", "sensed ended", is_const=True)
    fields(
        record,
        "double",
        "agentFrequency serverFrequency askedServerFrequency agentMemoryFrequency"
        " serverMemoryFrequency agentEnergy serverEnergy radioEnergy radioWaitingEnergy"
        " distortionLower distortionTrue distortionScalar distortionUpper totalDistortion",
        is_const=True,
    )
    fields(record, "bool", "deadlineMet energyBudgetMet", is_const=True)
    fields(record, "std::optional< double >", "quality", is_const=True)
    getters(
        record,
        "std::optional< ns3::Time >",
        "AgentQueueDelay AgentComputeDelay UplinkDelay ServerQueueDelay ServerComputeDelay"
        " DownlinkDelay CommunicationDelay TimeToFirstToken TimePerToken",
    )
    getters(record, "ns3::Time", "TotalDelay")
    getters(record, "double", "CommunicationEnergy TotalEnergy")
    getters(record, "std::optional< double >", "ControlRate")
    fields(
        copied(module, "InferenceCounts"),
        "uint64_t",
        "generated done dropped batteryEmpty timedOut inFlight deadlineMet energyMet",
        is_const=True,
    )
    fields(
        copied(module, "EdgeServerCounts"),
        "uint64_t",
        "received served refused overLimit tooLate aborted undeliverable malformed incomplete",
        is_const=True,
    )
    trace = module[f"{US}InferenceTrace"]
    fields(trace, "std::string", "scheme", is_const=True)
    fields(trace, f"{US}Limit", "reason", is_const=True)
    fields(trace, "uint64_t", "updates infeasibleUpdates fallbacks alone", is_const=True)
    fields(trace, f"{US}InferenceCounts", "counts", is_const=True)
    fields(trace, f"std::vector< {US}InferenceRecord >", "records", is_const=True)
    fields(trace, f"std::vector< ns3::Ptr< {US}InferenceTrace > >", "groups", is_const=True)


def register_decision(module):
    bit_widths = copied(module, "BitWidthSet", [], [param("std::vector< unsigned int >", "bits")])
    bit_widths.add_method(
        "FromText",
        f"{US}BitWidthSet",
        [param("std::string const &", "field"), param("std::string const &", "text")],
        is_static=True)
    getters(bit_widths, "std::string", "ToText")
    getters(bit_widths, "uint32_t", "GetN")

    problem = copied(module, "DesignProblem", [])
    fields(problem, f"{US}Workload", "workload")
    fields(problem, f"{US}BitWidthSet", "bitWidths")
    fields(problem, f"{US}ComputeChip", "agent server")
    fields(
        problem,
        "double",
        "delayBudget energyBudget communicationDelay communicationEnergy period",
    )
    at = [param("double", "bitWidth"), param(f"{US}Clocks const &", "clocks")]
    for name in "Delay", "Energy":
        problem.add_method(name, "double", at, is_const=True)
    problem.add_method(
        "Validate", None, [], is_const=True)

    allocation = copied(module, "Allocation", [])
    for owner in allocation, copied(module, "SharedAllocation", []):
        fields(owner, f"{US}Allocation::Status", "status", is_const=True)
        fields(owner, f"{US}Limit", "reason binding", is_const=True)
        fields(owner, "double", "objective")
        getters(owner, "bool", "IsFeasible")
    fields(allocation, f"{US}Placement", "placement", is_const=True)
    fields(allocation, "uint32_t", "split")
    fields(
        allocation,
        "double",
        "distortionUpper distortionLower distortionTrue distortionScalar totalDistortion",
    )
    fields(allocation, "std::optional< double >", "quality", is_const=True)
    share = copied(module, "AgentShare", [])
    for owner in allocation, share:
        fields(owner, f"{US}Precision", "precision")
        fields(owner, f"{US}Clocks", "clocks")
        fields(owner, "double", "delay energy")
    fields(share, "double", "serverTime serverShare uplinkTime bandShare")
    shared = module[f"{US}SharedAllocation"]
    fields(shared, "double", "bound gap serverTime serverPrice bandPrice")
    fields(shared, f"std::vector< {US}AgentShare >", "agents", is_const=True)
    fields(copied(module, "Clocks", []), "double", "agent server agentMemory serverMemory")
    fields(copied(module, "TokenTimes", []), "double", "first each")

    scheme = module[f"{US}AllocationScheme"]
    scheme.set_cannot_be_constructed("AllocationScheme.Create(name) makes one")
    scheme.add_method(
        "Create",
        f"ns3::Ptr< {US}AllocationScheme >",
        [param("std::string const &", "name")],
        is_static=True,
    )
    scheme.add_method("GetNames", "std::vector< std::string >", [], is_static=True)
    scheme.add_method(
        "Solve",
        f"{US}Allocation",
        [param(f"{US}DesignProblem const &", "problem")])
    scheme.add_method("AssignStreams", "int64_t", [STREAM])


def register_profile(module):
    precision = copied(module, "Precision", [], [param("uint32_t", "bitWidth")])
    getters(precision, "uint32_t", "BitWidth")
    getters(precision, "double", "Bits")

    chip = copied(module, "ComputeChip", [])
    fields(
        chip,
        "double",
        "maxFrequency flopsPerCycle powerCoefficient staticPower pue idlePower memory"
        " memoryBandwidth mfu mbu launchOverhead memoryPower memoryEnergy",
    )
    fields(chip, "std::vector< double >", "operatingPoints pointPowers pointFlopsPerCycle")
    chip.add_method("PaperServer", f"{US}ComputeChip", [], is_static=True)

    workload = copied(module, "Workload", [])
    fields(
        workload,
        "double",
        "agentFlops serverFlops fullPrecisionBits weights serverWeights weightRate",
    )
    fields(workload, "uint64_t", "uplinkBytes downlinkBytes")

    model = copied(module, "ModelProfile", [])
    fields(model, "std::string", "name")
    fields(model, "double", "agentFlops serverFlops agentWeights serverWeights weightRate")
    fields(
        model, "uint32_t", "fullPrecisionBits activationBits inputBytes resultBytes agentLayers"
    )
    fields(model, "uint64_t", "embeddingValues")
    model.add_method(
        "At",
        f"{US}Workload",
        [param(f"{US}Placement", "placement")],
        is_const=True)
    model.add_method(
        "Load",
        f"{US}ModelProfile",
        [param("std::string const &", "nameOrPath")],
        is_static=True)
    model.add_method("PresetNames", "std::vector< std::string >", [], is_static=True)


def register_functions(module):
    register_own_functions(module)
    throw = [module[f"std::{name}"] for name in ("invalid_argument", "domain_error", "exception")]
    for overload in module.functions.values():
        for wrapper in overload.wrappers:
            wrapper.throw = throw
    for owner in module.classes:
        if owner.import_from_module is None:
            for wrapper in list(owner.get_all_methods()) + owner.constructors:
                wrapper.throw = throw


def register_own_functions(module):
    for name in (
        "DistortionLowerBound",
        "DistortionUpperBound",
        "TightDistortionUpperBound",
        "DistortionRateFunction",
        "ScalarDistortion",
        "DistortionGap",
    ):
        module.add_function(
            name, "double", [param("double", "rate"), param("double", "weightRate")]
        )
    for name in "RateLowerBound", "RateUpperBound", "RateDistortionFunction":
        module.add_function(
            name, "double", [param("double", "distortion"), param("double", "weightRate")]
        )
    module.add_function("ZeroRateDistortion", "double", [param("double", "weightRate")])
    module.add_function(
        "LoadChip",
        f"{US}ComputeChip",
        [param("std::string const &", "nameOrPath")])
    module.add_function("ChipNames", "std::vector< std::string >", [])
    for name in "Outcome", "Placement", "Limit":
        module.add_function(
            f"{name}Name", retval("char const *"), [param(f"{US}{name}", name.lower())]
        )
