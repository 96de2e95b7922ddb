func f(_ p: String) throws { try print(p); try print(); try print("x", terminator: "") }
struct S { func g(_ p: String) throws { try print(p) } }
