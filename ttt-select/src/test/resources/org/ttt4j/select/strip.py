"""Makes sift-golden.jsonl from the full golden files: python3 strip.py DIR > sift-golden.jsonl"""
import glob, json, sys

for path in sorted(glob.glob(sys.argv[1] + "/*_lam*.json")):
    case = json.load(open(path))
    kept = {key: case[key] for key in ("name", "generator", "N", "lambda", "sha256_query_f32le", "sha256_candidates_f32le")}
    print(json.dumps({**kept, "sift": case["truth_f64"]["sift"]}, separators=(",", ":")))
