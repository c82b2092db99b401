"""The Python peers.

run.py make FOLDER    writes made-PEER.json: what each issues
run.py verify FOLDER  writes verdicts-PEER.json: what each says of our responses and of its own attestations
run.py speed FOLDER   prints, as JSON, how long each takes to verify one response of ours
"""

import base64
import datetime
import importlib.metadata
import json
import logging
import pathlib
import statistics
import sys
import time
import warnings

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from isomdoc.create.create_mdoc import create_mdoc
from isomdoc.verify.verify_mdoc import IssuerSigned, verify_device_response
from pymdoccbor.mdoc.issuer import MdocCborIssuer
from pymdoccbor.mdoc.verifier import MdocCbor, MobileDocument

AV = "eu.europa.ec.av.1"
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")


def number(jwk, part):
    return int.from_bytes(decode(jwk[part]), "big")


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def private_key(jwk):
    curve = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}[jwk["crv"]]
    return ec.derive_private_key(number(jwk, "d"), curve)


def certificate(der):
    return x509.load_der_x509_certificate(bytes.fromhex(der))


class Isomdoc:
    """isomdoc: issues; verifies responses with a device signature. Whom to trust and dates are the caller's."""

    name = "isomdoc"

    @staticmethod
    def verify(run, test):
        data = bytes.fromhex(test["bytes"])
        if test["kind"] == "issued":
            IssuerSigned(cbor2.loads(data), test["docType"])
            return
        transcript = cbor2.loads(bytes.fromhex(run["sessions"][test["session"]]["transcript"]))
        verify_device_response(data, transcript)

    @staticmethod
    def issue(run, issuer, days):
        party = run["issuers"][issuer]
        mdoc = create_mdoc(AV, [certificate(party["certificate"])], private_key(party["key"]))
        mdoc.add_data_item(AV, "age_over_18", True)
        today = datetime.datetime.now(datetime.timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        start, end = (today + datetime.timedelta(days=day) for day in days)
        return mdoc.generate_credential(private_key(run["device"]).public_key(), start, start, end)

    cases = [
        ("IssuerSigned on receipt", "p256", (0, 30), "accept"),
        ("IssuerSigned, expired", "p256", (-40, -10), "refuse"),
        ("IssuerSigned, another root of the same name", "p256", (0, 30), "refuse"),
    ]


class Pymdoccbor:
    """pymdoccbor: issues; verifies the issuer's part of a response. Dates and the device are the caller's."""

    name = "pymdoccbor"

    @staticmethod
    def verify(run, test):
        data = bytes.fromhex(test["bytes"])
        roots = [certificate(run["issuers"][test["root"]]["root"])]
        if test["kind"] == "issued":
            if not MobileDocument(test["docType"], cbor2.loads(data)).verify(roots):
                raise ValueError("document is not valid")
            return
        response = MdocCbor()
        response.loads(data)
        if not response.verify(roots):
            raise ValueError("a document is not valid")

    @staticmethod
    def issue(run, issuer, days):
        party = run["issuers"][issuer]
        key, device = party["key"], run["device"]
        p384 = issuer == "p384"
        writer = MdocCborIssuer(
            private_key={
                "KTY": "EC2", "CURVE": "P_384" if p384 else "P_256", "ALG": "ES384" if p384 else "ES256",
                "X": decode(key["x"]), "Y": decode(key["y"]), "D": decode(key["d"]), "KID": b"signer",
            },
            alg="ES384" if p384 else "ES256",
        )
        today = datetime.date.today()
        start, end = (str(today + datetime.timedelta(days=day)) for day in days)
        writer.new(
            data={AV: {"age_over_18": True}},
            doctype=AV,
            validity={"issuance_date": start, "expiry_date": end},
            devicekeyinfo={
                "KTY": "EC2", "CURVE": "P_256", "ALG": "ES256", "X": decode(device["x"]), "Y": decode(device["y"]),
            },
            x509_chain=[certificate(party["certificate"])],
        )
        return writer.dump()

    cases = [
        ("IssuerSigned on receipt", "p256", (0, 30), "accept"),
        ("IssuerSigned, P-384 issuer", "p384", (0, 30), "accept"),
        ("IssuerSigned, expired", "p256", (-40, -10), "refuse"),
        ("IssuerSigned, another root of the same name", "p256", (0, 30), "refuse"),
    ]


PEERS = [Isomdoc, Pymdoccbor]


def read(folder, name):
    return json.loads((folder / name).read_text())


def about(peer):
    return {"peer": peer.name, "version": importlib.metadata.version(peer.name)}


def make(folder, run):
    for peer in PEERS:
        cases = []
        for title, issuer, days, expected in peer.cases:
            root = "stranger" if "another root" in title else issuer
            case = {"issuer": peer.name, "holder": "none", "case": title, "kind": "issued", "docType": AV,
                    "mac": False, "root": root, "expected": expected}
            try:
                case["bytes"] = peer.issue(run, issuer, days).hex()
            except Exception as error:  # whatever stops a peer is what the table shall say
                case["notMade"] = reason(error)
            cases.append(case)
        (folder / f"made-{peer.name}.json").write_text(json.dumps({**about(peer), "cases": cases}, indent=1))


def reason(error):
    return f"{type(error).__name__}: {error}".split("\n")[0][:160]


def judge(peer, run, test):
    if "notMade" in test:
        return {"verdict": "not made", "reason": test["notMade"]}
    try:
        peer.verify(run, test)
    except Exception as error:  # a refusal, however the library says it
        return {"verdict": "refuse", "reason": reason(error)}
    return {"verdict": "accept", "reason": ""}


def verify(folder, run):
    for peer in PEERS:
        made = read(folder, f"made-{peer.name}.json")["cases"]
        mixed = [case for case in read(folder, "mixed.json")["cases"] if case["issuer"] == peer.name]
        verdicts = {
            f"{test['issuer']} / {test['holder']} / {test['case']}": judge(peer, run, test)
            for test in run["cases"] + made + mixed
        }
        (folder / f"verdicts-{peer.name}.json").write_text(json.dumps({**about(peer), "verdicts": verdicts}, indent=1))


def speed(run):
    test = run["cases"][0]
    times = {}
    for peer in PEERS:
        for _ in range(50):
            peer.verify(run, test)
        taken = []
        for _ in range(300):
            start = time.perf_counter()
            peer.verify(run, test)
            taken.append((time.perf_counter() - start) * 1e3)
        times[peer.name] = statistics.median(taken)
    print(json.dumps(times))


def main():
    step, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    run = read(folder, "ofage.json")
    if step == "make":
        make(folder, run)
    elif step == "verify":
        verify(folder, run)
    elif step == "speed":
        speed(run)
    else:
        sys.exit(__doc__)


main()
