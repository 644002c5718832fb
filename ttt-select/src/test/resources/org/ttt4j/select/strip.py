"""Cuts what the tests of ttt-select compare out of the full golden files: python3 strip.py DIRECTORY > sift-golden.jsonl"""
import glob, json, os, sys

OTHERS = ['ITL', 'CTL', 'MaxDist', 'UndirectedITL', 'UndirectedVTL', 'CosineSimilarity', 'UncertaintySampling',
          'InformationDensity_head5']

def short(value):
    return None if value is None else float('%.8g' % value) # float32 has no more

for name in sorted(glob.glob(os.path.join(sys.argv[1], '*_m*.json'))):
    with open(name) as file:
        full = json.load(file)
    truth, others = full['truth_f64'], full['activeft_f32']
    kept = {key: full[key] for key in ['name', 'generator', 'N', 'lambda', 'sha256_query_f32le', 'sha256_candidates_f32le']}
    kept['sift'] = truth['sift']
    kept['sift_fast'] = truth['sift_fast']
    kept['adaptive'] = {alpha: run['first_stop_position'] for alpha, run in truth['adaptive'].items()}
    for other in [name for name in OTHERS if name in others]:
        kept[other] = {key: value for key, value in others[other].items() if key != 'values'}
        kept[other]['values'] = [short(value) for value in others[other]['values']]
    print(json.dumps(kept, separators=(',', ':')))
