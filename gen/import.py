import json
C=[]
def case(name, document, runtimes="untracked", dropped=(), snapshot=None, error=None, policy=None, sandbox_id="sandbox", messages=False):
    c={"name":name}
    if sandbox_id!="sandbox": c["sandbox_id"]=sandbox_id
    if policy: c["policy"]=policy
    c["runtimes"]=runtimes; c["document"]=document
    if error: c["error"]=error
    else:
        c["dropped"]=[list(d) for d in dropped]; c["snapshot"]=snapshot
    C.append(c)
def un(tokens): return {"portTokens":{k:({"token":v} if isinstance(v,str) else v) for k,v in tokens.items()},"activePreviewPorts":{}}
def tr(tokens, active, current):
    return {"portTokens":{k:({"token":v} if isinstance(v,str) else v) for k,v in tokens.items()},
            "activePreviewPorts":{k:{"token":v[0],"runtimeIdentityID":v[1]} for k,v in active.items()},
            "currentRuntimeIdentity":{"id":current} if current else None}
A="active"
# --- the document as a whole
case("empty storage, untracked", {}, snapshot=un({}))
case("empty storage, tracked", {}, "tracked", snapshot=tr({},{},None))
case("bare map of objects", {"8080":{"token":"my_token","name":"Web Server"}}, snapshot=un({"8080":{"token":"my_token","name":"Web Server"}}))
case("bare map of strings", {"8080":"my_token"}, snapshot=un({"8080":"my_token"}))
case("bare map, tracked", {"8080":"my_token"}, "tracked", snapshot=tr({"8080":"my_token"},{},None))
case("bare map with one invalid port", {"80":"a","8080":"b"}, dropped=[('portTokens["80"]',"INVALID_PORT")], snapshot=un({"8080":"b"}))
case("bare map of invalid ports alone", {"80":"a"}, dropped=[('portTokens["80"]',"INVALID_PORT")], snapshot=un({}))
case("key of letters beside a port is not a bare map", {"8080":"a","x":"b"}, snapshot=un({}))
case("signed key beside a port is not a bare map", {"8080":"a","+8081":"b"}, snapshot=un({}))
case("empty key beside a port is not a bare map", {"8080":"a","":"b"}, snapshot=un({}))
case("key in fullwidth digits is not a bare map", {"\uff18\uff10\uff18\uff10":"a"}, snapshot=un({}))
case("port beside portTokens is ignored", {"portTokens":{"8080":"a"},"8081":"b"}, snapshot=un({"8080":"a"}))
case("other keys of the storage are ignored", {"sandboxName":"ada","normalizeId":True,"labels":{"team":"web"},"sleepAfter":"30m","portTokens":{"8080":"a"}}, snapshot=un({"8080":"a"}))
case("portTokens is null", {"portTokens":None}, snapshot=un({}))
case("all three keys are null, untracked", {"portTokens":None,"activePreviewPorts":None,"currentRuntimeIdentity":None}, snapshot=un({}))
case("all three keys are null, tracked", {"portTokens":None,"activePreviewPorts":None,"currentRuntimeIdentity":None}, "tracked", snapshot=tr({},{},None))
case("portTokens is a list", {"portTokens":[]}, error="INVALID_SNAPSHOT")
case("portTokens is a string", {"portTokens":"{}"}, error="INVALID_SNAPSHOT")
case("portTokens is false", {"portTokens":False}, error="INVALID_SNAPSHOT")
case("activePreviewPorts is a list, tracked", {"activePreviewPorts":[]}, "tracked", error="INVALID_SNAPSHOT")
case("activePreviewPorts is a number, untracked", {"activePreviewPorts":1}, error="INVALID_SNAPSHOT")
case("document is a list", "[]", error="INVALID_SNAPSHOT")
case("document is null", "null", error="INVALID_SNAPSHOT")
case("document is a string", "\"{}\"", error="INVALID_SNAPSHOT")
case("document is empty", "", error="INVALID_SNAPSHOT")
case("document is the word undefined", "undefined", error="INVALID_SNAPSHOT")
case("document ends too early", "{\"portTokens\":{\"8080\":\"a\"}", error="INVALID_SNAPSHOT")
case("two documents", "{}{}", error="INVALID_SNAPSHOT")
case("document of 4 MiB", ["{\"x\":\"",["x",4194296],"\"}"], snapshot=un({}))
case("document of 4 MiB and one byte", ["{\"x\":\"",["x",4194297],"\"}"], error="INVALID_SNAPSHOT")
case("32 levels", ["{\"x\":",["[",31],["]",31],"}"], snapshot=un({}))
case("33 levels", ["{\"x\":",["[",32],["]",32],"}"], error="INVALID_SNAPSHOT")
case("portTokens twice", "{\"portTokens\":{\"8080\":\"a\"},\"portTokens\":{\"8081\":\"b\"}}", dropped=[("portTokens","INVALID_SNAPSHOT")], snapshot=un({"8080":"a"}))
case("portTokens, and a wrong type in its repetition", "{\"portTokens\":{\"8080\":\"a\"},\"portTokens\":1}", dropped=[("portTokens","INVALID_SNAPSHOT")], snapshot=un({"8080":"a"}))
# --- entries of portTokens
case("name is null", {"portTokens":{"8080":{"token":"a","name":None}}}, snapshot=un({"8080":"a"}))
case("name is empty", {"portTokens":{"8080":{"token":"a","name":""}}}, snapshot=un({"8080":{"token":"a","name":""}}))
case("extra fields of an entry", {"portTokens":{"8080":{"token":"a","schemaVersion":1,"createdAt":"2026-01-01"}}}, snapshot=un({"8080":"a"}))
case("ports at both ends of the range", {"portTokens":{"1024":"a","65535":"b"}}, snapshot=un({"1024":"a","65535":"b"}))
case("ports below and above the range", {"portTokens":{"1023":"a","8080":"b","65536":"c"}}, dropped=[('portTokens["1023"]',"INVALID_PORT"),('portTokens["65536"]',"INVALID_PORT")], snapshot=un({"8080":"b"}))
case("port with a leading zero", {"portTokens":{"08080":"a"}}, dropped=[('portTokens["08080"]',"INVALID_PORT")], snapshot=un({}))
case("port with a sign", "{\"portTokens\":{\"+8080\":\"a\",\"-8080\":\"b\"}}", dropped=[("portTokens, entry 1","INVALID_PORT"),("portTokens, entry 2","INVALID_PORT")], snapshot=un({}))
case("keys that are not ports", "{\"portTokens\":{\"web\":\"a\",\"\":\"b\",\"8080 \":\"c\",\" 8080\":\"d\"}}", dropped=[("portTokens, entry %d"%i,"INVALID_PORT") for i in (1,2,3,4)], snapshot=un({}))
case("port that would wrap", "{\"portTokens\":{\"73616\":\"a\",\"4294975376\":\"b\",\"18446744073709559696\":\"c\"}}", dropped=[('portTokens["73616"]',"INVALID_PORT")]+[("portTokens, entry %d"%i,"INVALID_PORT") for i in (2,3)], snapshot=un({}))
case("half a surrogate pair as a key", "{\"portTokens\":{\"\\ud800\":\"a\",\"8080\":\"b\"}}", dropped=[("portTokens, entry 1","INVALID_PORT")], snapshot=un({"8080":"b"}))
case("reserved port", {"portTokens":{"3000":"my_app_v1","8080":"b"}}, dropped=[('portTokens["3000"]',"RESERVED_PORT")], snapshot=un({"8080":"b"}))
case("port 3000 under a policy that allows it", {"portTokens":{"3000":"my_app_v1"}}, policy={"unreserve_ports":[3000]}, snapshot=un({"3000":"my_app_v1"}))
case("port reserved by the policy", {"portTokens":{"8787":"a"}}, policy={"reserve_ports":[8787]}, dropped=[('portTokens["8787"]',"RESERVED_PORT")], snapshot=un({}))
case("empty token", {"portTokens":{"8080":"","8081":{"token":""}}}, dropped=[('portTokens["8080"]',"INVALID_TOKEN_LENGTH"),('portTokens["8081"].token',"INVALID_TOKEN_LENGTH")], snapshot=un({}))
case("tokens of 16 and 17 characters", {"portTokens":{"8080":[["a",16]],"8081":"bbbbbbbbbbbbbbbbb"}} if False else {"portTokens":{"8080":"aaaaaaaaaaaaaaaa","8081":"bbbbbbbbbbbbbbbbb"}}, dropped=[('portTokens["8081"]',"INVALID_TOKEN_LENGTH")], snapshot=un({"8080":"aaaaaaaaaaaaaaaa"}))
case("token with a hyphen", {"portTokens":{"8080":"-q7x-m2k9w_0a3bz","8081":{"token":"a-b"}}}, dropped=[('portTokens["8080"]',"INVALID_TOKEN_CHARACTER"),('portTokens["8081"].token',"INVALID_TOKEN_CHARACTER")], snapshot=un({}))
case("token in uppercase", {"portTokens":{"8080":"Abc"}}, dropped=[('portTokens["8080"]',"INVALID_TOKEN_CHARACTER")], snapshot=un({}))
case("token with half a surrogate pair", "{\"portTokens\":{\"8080\":\"a\\udc00\",\"8081\":\"b\"}}", dropped=[('portTokens["8080"]',"INVALID_TOKEN_CHARACTER")], snapshot=un({"8081":"b"}))
case("token of two ports", {"portTokens":{"8081":"a","8080":{"token":"a"}}}, dropped=[('portTokens["8081"]',"TOKEN_IN_USE")], snapshot=un({"8080":"a"}))
case("token of two ports, of which the lower is dropped", {"portTokens":{"3000":"a","8080":"a"}}, dropped=[('portTokens["3000"]',"RESERVED_PORT")], snapshot=un({"8080":"a"}))
case("token of three ports", {"portTokens":{"8080":"a","8081":"a","8082":"a"}}, dropped=[('portTokens["8081"]',"TOKEN_IN_USE"),('portTokens["8082"]',"TOKEN_IN_USE")], snapshot=un({"8080":"a"}))
case("name of 255 and 256 bytes", "{\"portTokens\":{\"8080\":{\"token\":\"a\",\"name\":\""+"n"*255+"\"},\"8081\":{\"token\":\"b\",\"name\":\""+"n"*256+"\"}}}", dropped=[('portTokens["8081"].name',"INVALID_NAME")], snapshot=un({"8080":{"token":"a","name":"n"*255},"8081":"b"}))
case("name with a control character", {"portTokens":{"8080":{"token":"a","name":"a\nb"}}}, dropped=[('portTokens["8080"].name',"INVALID_NAME")], snapshot=un({"8080":"a"}))
case("name with half a surrogate pair", "{\"portTokens\":{\"8080\":{\"token\":\"a\",\"name\":\"x\\ud83d\"}}}", dropped=[('portTokens["8080"].name',"INVALID_NAME")], snapshot=un({"8080":"a"}))
case("name of a number", {"portTokens":{"8080":{"token":"a","name":5}}}, dropped=[('portTokens["8080"].name',"INVALID_SNAPSHOT")], snapshot=un({"8080":"a"}))
case("entry of the wrong type", {"portTokens":{"8080":None,"8081":1,"8082":["a"],"8083":True,"8084":"a"}}, dropped=[('portTokens["%d"]'%p,"INVALID_SNAPSHOT") for p in (8080,8081,8082,8083)], snapshot=un({"8084":"a"}))
case("entry without a token", {"portTokens":{"8080":{"name":"x"},"8081":{}}}, dropped=[('portTokens["8080"].token',"INVALID_SNAPSHOT"),('portTokens["8081"].token',"INVALID_SNAPSHOT")], snapshot=un({}))
case("token of the wrong type", {"portTokens":{"8080":{"token":1},"8081":{"token":None},"8082":{"token":{}}}}, dropped=[('portTokens["%d"].token'%p,"INVALID_SNAPSHOT") for p in (8080,8081,8082)], snapshot=un({}))
case("port twice", "{\"portTokens\":{\"8080\":\"a\",\"8080\":\"b\"}}", dropped=[('portTokens["8080"]',"INVALID_SNAPSHOT")], snapshot=un({"8080":"a"}))
case("port twice in another spelling", "{\"portTokens\":{\"8080\":\"a\",\"80\\u00380\":\"b\"}}", dropped=[('portTokens["8080"]',"INVALID_SNAPSHOT")], snapshot=un({"8080":"a"}))
case("key of an entry twice", "{\"portTokens\":{\"8080\":{\"token\":\"a\",\"token\":\"a\"}}}", dropped=[('portTokens["8080"]',"INVALID_SNAPSHOT")], snapshot=un({}))
case("several faults, in the order of the ports", "{\"portTokens\":{\"9000\":\"A\",\"8080\":\"ok\",\"web\":\"x\",\"1025\":\"\"}}", dropped=[("portTokens, entry 3","INVALID_PORT"),('portTokens["1025"]',"INVALID_TOKEN_LENGTH"),('portTokens["9000"]',"INVALID_TOKEN_CHARACTER")], snapshot=un({"8080":"ok"}))
# --- tracked
case("running, one active port", {"portTokens":{"8080":{"token":"a"}},"activePreviewPorts":{"8080":{"token":"a","runtimeIdentityID":"r1"}},"currentRuntimeIdentity":{"id":"r1"}}, "tracked", snapshot=tr({"8080":"a"},{"8080":("a","r1")},"r1"))
case("running, no activation", {"portTokens":{"8080":"a"},"currentRuntimeIdentity":{"id":"r1"}}, "tracked", snapshot=tr({"8080":"a"},{},"r1"))
case("running, activation of another runtime", {"portTokens":{"8080":"a"},"activePreviewPorts":{"8080":{"token":"a","runtimeIdentityID":"r0"}},"currentRuntimeIdentity":{"id":"r1"}}, "tracked", snapshot=tr({"8080":"a"},{"8080":("a","r0")},"r1"))
case("running, activation of another token", {"portTokens":{"8080":"a"},"activePreviewPorts":{"8080":{"token":"b","runtimeIdentityID":"r1"}},"currentRuntimeIdentity":{"id":"r1"}}, "tracked", snapshot=tr({"8080":"a"},{"8080":("b","r1")},"r1"))
case("the same document, untracked", {"portTokens":{"8080":"a"},"activePreviewPorts":{"8080":{"token":"b","runtimeIdentityID":"r1"}},"currentRuntimeIdentity":{"id":"r1"}}, snapshot=un({"8080":"a"}))
case("stopped, with an activation", {"portTokens":{"8080":"a"},"activePreviewPorts":{"8080":{"token":"a","runtimeIdentityID":"r1"}}}, "tracked", snapshot=tr({"8080":"a"},{"8080":("a","r1")},None))
case("malformed entries of ignored keys, untracked", {"portTokens":{"8080":"a"},"activePreviewPorts":{"80":1},"currentRuntimeIdentity":[]}, snapshot=un({"8080":"a"}))
case("activation that is null", {"portTokens":{"8080":"a"},"activePreviewPorts":{"8080":None},"currentRuntimeIdentity":{"id":"r1"}}, "tracked", dropped=[('activePreviewPorts["8080"]',"INVALID_SNAPSHOT")], snapshot=tr({"8080":"a"},{},"r1"))
case("activation of the wrong type", {"portTokens":{"8080":"a","8081":"b"},"activePreviewPorts":{"8080":"a","8081":[]},"currentRuntimeIdentity":{"id":"r1"}}, "tracked", dropped=[('activePreviewPorts["8080"]',"INVALID_SNAPSHOT"),('activePreviewPorts["8081"]',"INVALID_SNAPSHOT")], snapshot=tr({"8080":"a","8081":"b"},{},"r1"))
case("activation of a port without a token", {"portTokens":{"8080":"a"},"activePreviewPorts":{"8081":{"token":"a","runtimeIdentityID":"r1"}},"currentRuntimeIdentity":{"id":"r1"}}, "tracked", dropped=[('activePreviewPorts["8081"]',"INVALID_SNAPSHOT")], snapshot=tr({"8080":"a"},{},"r1"))
case("activation of a port whose token is dropped", {"portTokens":{"8080":"a-b"},"activePreviewPorts":{"8080":{"token":"a-b","runtimeIdentityID":"r1"}},"currentRuntimeIdentity":{"id":"r1"}}, "tracked", dropped=[('portTokens["8080"]',"INVALID_TOKEN_CHARACTER"),('activePreviewPorts["8080"]',"INVALID_SNAPSHOT")], snapshot=tr({},{},"r1"))
case("activation of an invalid port", "{\"portTokens\":{\"8080\":\"a\"},\"activePreviewPorts\":{\"3000\":1,\"80\":1},\"currentRuntimeIdentity\":{\"id\":\"r1\"}}", "tracked", dropped=[('activePreviewPorts["3000"]',"RESERVED_PORT"),('activePreviewPorts["80"]',"INVALID_PORT")], snapshot=tr({"8080":"a"},{},"r1"))
case("activation with an invalid token", {"portTokens":{"8080":"a","8081":"b"},"activePreviewPorts":{"8080":{"token":"A","runtimeIdentityID":"r1"},"8081":{"token":"","runtimeIdentityID":"r1"}},"currentRuntimeIdentity":{"id":"r1"}}, "tracked", dropped=[('activePreviewPorts["8080"].token',"INVALID_TOKEN_CHARACTER"),('activePreviewPorts["8081"].token',"INVALID_TOKEN_LENGTH")], snapshot=tr({"8080":"a","8081":"b"},{},"r1"))
case("activation with an invalid runtime id", {"portTokens":{"8080":"a","8081":"b"},"activePreviewPorts":{"8080":{"token":"a","runtimeIdentityID":""},"8081":{"token":"b","runtimeIdentityID":"r\u007f"}},"currentRuntimeIdentity":{"id":"r1"}}, "tracked", dropped=[('activePreviewPorts["8080"].runtimeIdentityID',"INVALID_RUNTIME_ID"),('activePreviewPorts["8081"].runtimeIdentityID',"INVALID_RUNTIME_ID")], snapshot=tr({"8080":"a","8081":"b"},{},"r1"))
case("activation with a missing part", {"portTokens":{"8080":"a","8081":"b"},"activePreviewPorts":{"8080":{"token":"a"},"8081":{"runtimeIdentityID":"r1"}},"currentRuntimeIdentity":{"id":"r1"}}, "tracked", dropped=[('activePreviewPorts["8080"].runtimeIdentityID',"INVALID_SNAPSHOT"),('activePreviewPorts["8081"].token',"INVALID_SNAPSHOT")], snapshot=tr({"8080":"a","8081":"b"},{},"r1"))
case("activation twice", "{\"portTokens\":{\"8080\":\"a\"},\"activePreviewPorts\":{\"8080\":{\"token\":\"a\",\"runtimeIdentityID\":\"r1\"},\"8080\":{\"token\":\"a\",\"runtimeIdentityID\":\"r0\"}},\"currentRuntimeIdentity\":{\"id\":\"r1\"}}", "tracked", dropped=[('activePreviewPorts["8080"]',"INVALID_SNAPSHOT")], snapshot=tr({"8080":"a"},{"8080":("a","r1")},"r1"))
case("current runtime of the wrong type", {"portTokens":{"8080":"a"},"currentRuntimeIdentity":"r1"}, "tracked", dropped=[("currentRuntimeIdentity","INVALID_SNAPSHOT")], snapshot=tr({"8080":"a"},{},None))
case("current runtime without an id", {"portTokens":{"8080":"a"},"currentRuntimeIdentity":{}}, "tracked", dropped=[("currentRuntimeIdentity.id","INVALID_SNAPSHOT")], snapshot=tr({"8080":"a"},{},None))
case("current runtime with an id of a number", {"portTokens":{"8080":"a"},"currentRuntimeIdentity":{"id":1}}, "tracked", dropped=[("currentRuntimeIdentity.id","INVALID_SNAPSHOT")], snapshot=tr({"8080":"a"},{},None))
case("current runtime with an empty id", {"portTokens":{"8080":"a"},"currentRuntimeIdentity":{"id":""}}, "tracked", dropped=[("currentRuntimeIdentity.id","INVALID_RUNTIME_ID")], snapshot=tr({"8080":"a"},{},None))
case("runtime ids of 255 and 256 bytes", "{\"portTokens\":{\"8080\":\"a\"},\"activePreviewPorts\":{\"8080\":{\"token\":\"a\",\"runtimeIdentityID\":\""+"r"*256+"\"}},\"currentRuntimeIdentity\":{\"id\":\""+"r"*255+"\"}}", "tracked", dropped=[('activePreviewPorts["8080"].runtimeIdentityID',"INVALID_RUNTIME_ID")], snapshot=tr({"8080":"a"},{},"r"*255))
case("current runtime twice", "{\"currentRuntimeIdentity\":{\"id\":\"r1\"},\"currentRuntimeIdentity\":{\"id\":\"r2\"}}", "tracked", dropped=[("currentRuntimeIdentity","INVALID_SNAPSHOT")], snapshot=tr({},{},"r1"))
# --- whole documents of the versions
case("0.6 running", {"__CF_CONTAINER_STATE":{"status":"healthy","lastChange":1765450800123},"defaultSession":"sandbox-ada","normalizeId":False,"portTokens":{"5173":"iu94fhoxsc_a5klf","8080":"-q7x-m2k9w_0a3bz","8787":"k3jd9s0aqmz71x_f"},"sandboxName":"ada"}, dropped=[('portTokens["8080"]',"INVALID_TOKEN_CHARACTER")], snapshot=un({"5173":"iu94fhoxsc_a5klf","8787":"k3jd9s0aqmz71x_f"}), sandbox_id="ada")
case("0.6 stopped", {"__CF_CONTAINER_STATE":{"status":"stopped","lastChange":1765452600456},"normalizeId":False,"sandboxName":"ada"}, snapshot=un({}), sandbox_id="ada")
case("0.7 running", {"containerTimeouts":{"instanceGetTimeoutMS":60000},"defaultSession":"sandbox-my-project-123","keepAliveEnabled":True,"normalizeId":True,"portTokens":{"5173":"dev_ui","8080":"a8_kq20zdw1nrx7e"},"sandboxName":"my-project-123"}, snapshot=un({"5173":"dev_ui","8080":"a8_kq20zdw1nrx7e"}), sandbox_id="my-project-123")
case("0.10 stopped", {"containerPlacementId":"prod-weur-7c1f","normalizeId":False,"portTokens":{"5173":{"token":"dev_ui","name":"frontend"},"8080":{"token":"3f0_zq8wkd1m5ax2"}},"sandboxName":"ada"}, snapshot=un({"5173":{"token":"dev_ui","name":"frontend"},"8080":"3f0_zq8wkd1m5ax2"}), sandbox_id="ada")
R="0b5c1a52-6f0e-4d1b-9a57-2f9d1c7e4b10"
case("0.11 running, one port of two active", {"activePreviewPorts":{"6080":{"token":"wz4k1_0qd8m2rtx9","runtimeIdentityID":R}},"containerPlacementId":"prod-enam-02aa","currentRuntimeIdentity":{"id":R},"defaultSession":"sandbox-task-42","portTokens":{"5173":{"token":"dev_ui","name":"frontend"},"6080":{"token":"wz4k1_0qd8m2rtx9","name":"vnc"}},"sandboxName":"task-42"}, "tracked", snapshot=tr({"5173":{"token":"dev_ui","name":"frontend"},"6080":{"token":"wz4k1_0qd8m2rtx9","name":"vnc"}},{"6080":("wz4k1_0qd8m2rtx9",R)},R), sandbox_id="task-42")
R="7b0c2f3e-52c1-4c4f-8f0a-1d2f9a6b7c88"
T={"5173":{"token":"dev_ui","name":"frontend"},"8080":{"token":"q0x_7mzk2w9adn4r"}}
case("0.12 running", {"OUTBOUND_CONFIGURATION":{"outboundByHostOverrides":{}},"__CF_CONTAINER_STATE":{"status":"healthy","lastChange":1790160000000},"activePreviewPorts":{"5173":{"token":"dev_ui","runtimeIdentityID":R},"8080":{"token":"q0x_7mzk2w9adn4r","runtimeIdentityID":R}},"currentRuntimeIdentity":{"id":R},"labels":{"team":"web"},"portTokens":T,"sandbox:lifetime":{"id":"c2b7a9f0","generation":1},"sandboxName":"ada","transport":"rpc","tunnels":{"9000":{"port":9000,"url":"https://ada.example.com"}},"tunnels:meta":{"9000":{"runtimeIdentityID":R}}}, "tracked", snapshot=tr(T,{"5173":("dev_ui",R),"8080":("q0x_7mzk2w9adn4r",R)},R), sandbox_id="ada")
case("0.12 stopped", {"__CF_CONTAINER_STATE":{"status":"stopped","lastChange":1790161900000},"containerPlacementId":"prod-weur-91d0","normalizeId":True,"portTokens":T,"sandboxName":"ada","sleepAfter":"30m"}, "tracked", snapshot=tr(T,{},None), sandbox_id="ada")
case("0.12 started again", {"currentRuntimeIdentity":{"id":"e4f1d0c9-8b7a-4655-9c43-21fedcba9876"},"defaultSession":"sandbox-ada","portTokens":T,"sandboxName":"ada"}, "tracked", snapshot=tr(T,{},"e4f1d0c9-8b7a-4655-9c43-21fedcba9876"), sandbox_id="ada")
case("0.12 with the strings of an older version", {"currentRuntimeIdentity":{"id":"r1"},"portTokens":{"8080":"x1y2z3a4b5c6d7e8"},"sandboxName":"old"}, "tracked", snapshot=tr({"8080":"x1y2z3a4b5c6d7e8"},{},"r1"), sandbox_id="old")
case("0.12 that was only probed", {"__CF_CONTAINER_STATE":{"status":"stopped","lastChange":1790164100000},"normalizeId":True,"sandboxName":"ghost"}, "tracked", snapshot=tr({},{},None), sandbox_id="ghost")
case("0.12 after the last unexpose", {"currentRuntimeIdentity":{"id":"r1"},"portTokens":{},"sandboxName":"ada"}, "tracked", snapshot=tr({},{},"r1"), sandbox_id="ada")
N="a0b1c2d3-e4f5-4061-8273-849506172839"; I="4c9f2a10-77d3-4c0e-9f61-0b8b2b4f6a55"
case("development branch, running", {"activePreviewPorts":{"8080":{"runtimeIdentityID":N,"runtimeIncarnationID":I,"token":"q0x_7mzk2w9adn4r"}},"currentRuntimeIdentity":{"schemaVersion":1,"id":N,"runtimeIncarnationID":I},"portTokens":{"8080":{"token":"q0x_7mzk2w9adn4r","name":"Web Server"}},"sandbox:lifetime":{"generation":1},"sandboxName":"ada","sleepAfter":"10m"}, "tracked", snapshot=tr({"8080":{"token":"q0x_7mzk2w9adn4r","name":"Web Server"}},{"8080":("q0x_7mzk2w9adn4r",N)},N), sandbox_id="ada")
case("1.0 guide, tokens alone", {"3000":{"token":"my_app_v1","name":"app"},"5173":{"token":"dev_ui","name":"frontend"},"8080":{"token":"q0x_7mzk2w9adn4r"},"8081":{"token":"dev_ui"}}, dropped=[('portTokens["3000"]',"RESERVED_PORT"),('portTokens["8081"]',"TOKEN_IN_USE")], snapshot=un(T))
case("1.0 guide, storage of four keys", {"OUTBOUND_CONFIGURATION":{},"portTokens":T,"tunnels":{},"tunnels:meta":{}}, snapshot=un(T))
case("1.0 guide, in place, with the keys of 0.12", {"activePreviewPorts":{"8080":{"token":"q0x_7mzk2w9adn4r","runtimeIdentityID":R}},"currentRuntimeIdentity":{"id":R},"nextCheckpoint":1792700000000,"portTokens":{"3000":{"token":"api","name":"api"},"8080":{"token":"q0x_7mzk2w9adn4r"},"8888":{"token":"","name":"notebook"}},"share:0b1c2d3e":1792703600000,"startedAt":1792690000000}, policy={"unreserve_ports":[3000]}, dropped=[('portTokens["8888"].token',"INVALID_TOKEN_LENGTH")], snapshot=un({"3000":{"token":"api","name":"api"},"8080":"q0x_7mzk2w9adn4r"}))
case("1.0 guide, side by side", {"moved":True,"portTokens":{"8080":{"token":"q0x_7mzk2w9adn4r"}},"startedAt":1792690000000}, snapshot=un({"8080":"q0x_7mzk2w9adn4r"}))
case("more than 1,024 ports", ["{\"portTokens\":{"]+["\"%d\":\"t%d\","%(p,p) for p in range(20000,21024)]+["\"21024\":\"a\",\"21025\":\"b\",\"1024\":\"c\"}}"] if False else {"portTokens":{**{str(p):"t%d"%p for p in range(20000,21025)},"1024":"c"}}, dropped=[('portTokens["21023"]',"TOO_MANY_PORTS"),('portTokens["21024"]',"TOO_MANY_PORTS")], snapshot=un({"1024":"c",**{str(p):"t%d"%p for p in range(20000,21023)}}))
about=["Each case imports `document` (an object, its JSON text, or a list of pieces of its JSON text) as",
"stored data of the reference, with `runtimes` (`tracked` or `untracked`), under the optional",
"`policy`. It expects the `dropped` entries in their order, each as `[place, code]`, and the",
"`snapshot` of the sandbox, or `error`. `sandbox_id` is `sandbox` by default."]
out='{\n  "about": [\n'+",\n".join("    "+json.dumps(a) for a in about)+'\n  ],\n  "cases": [\n'
out+=",\n".join("    "+json.dumps(c) for c in C)+"\n  ]\n}\n"
open('/tmp/w/i12/tests/vectors/import.json','w').write(out)
print(len(C), len(out), len(set(c["name"] for c in C)))
