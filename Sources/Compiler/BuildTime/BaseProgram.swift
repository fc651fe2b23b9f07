import IL

extension Program {
  /// What every program starts from: what the engine itself needs, and the built-in objects.
  ///
  /// What a program does not use does not get into its snapshot.
  static let base: Program = {
    do { return try Program(parsing: baseText) } catch { preconditionFailure("\(error)") }
  }()

  private static let baseText = """
    builtin interned_keys
    builtin array_prototype = handle $array_prototype
    builtin prototype_key = "prototype"
    builtin async_continue = &async_continue
    builtin async_catch_block = &async_catch_block
    builtin async_host_callback = &async_host_callback
    builtin promise_prototype = handle $promise_prototype
    global @Promise = $promise
    global @Reflect = $reflect
    global @Microvium = $microvium
    global @Number = $number
    ram $promise_prototype = object prototype null [-8192, 2, -1, undefined] {}
    ram $promise_statics = object { "prototype": $promise_prototype }
    ram $promise = class &Promise, $promise_statics
    ram $reflect = object { "ownKeys": &ownKeys }
    ram $microvium = object { "newUint8Array": &newUint8Array, "typeCodeOf": &typeCodeOf, \
    "noOpFunction": no_op, "isMicrovium": true }
    ram $number = object { "isNaN": &isNaN }
    ram $array_prototype = object { "push": &push }
    function &async_continue {
    b0 in %0:
      %1 = load_scoped 1, %0
      %2 = load_scoped 2, %0
      %3 = load_scoped 3, %0
      %4 = call %1, undefined, %2, %3
      return %4
    }
    function &async_catch_block entry 2 {
    b0(%0, %1):
      async_complete %0, %1, false
    }
    function &async_host_callback {
    b0:
      %0 = load_arg 2
      %1 = load_arg 1
      async_complete undefined, %0, %1
    }
    function &Promise {
    b0:
      %0 = load_arg 1
      %1 = scope_new 2
      store_scoped 0, %1, &resolve
      %2 = load_arg 0
      store_scoped 1, %1, %2
      %3 = load_closure %1
      %4 = scope_new 2
      store_scoped 0, %4, &reject
      store_scoped 1, %4, %2
      %5 = load_closure %4
      call_void %0, undefined, %3, %5
      return %2
    }
    function &resolve {
    b0:
      %0 = load_arg 1
      async_complete undefined, %0, true
    }
    function &reject {
    b0:
      %0 = load_arg 1
      async_complete undefined, %0, false
    }
    function &ownKeys {
    b0:
      %0 = load_arg 1
      %1 = object_keys %0
      return %1
    }
    function &newUint8Array {
    b0:
      %0 = load_arg 1
      %1 = uint8_array_new %0
      return %1
    }
    function &typeCodeOf {
    b0:
      %0 = load_arg 1
      %1 = type_code_of %0
      return %1
    }
    function &isNaN {
    b0:
      %0 = load_arg 1
      %1 = not_equal %0, %0
      return %1
    }
    function &push {
    b0:
      %0 = load_arg 0
      %1 = object_get %0, "length"
      %2 = load_arg 1
      object_set %0, %1, %2
      return undefined
    }
    """
}
