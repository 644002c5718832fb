"""Cuts what RetrieverGoldenTests compares out of the full golden file: python3 strip.py retriever.json > retriever-golden.json"""
import json, sys

with open(sys.argv[1]) as file:
    full = json.load(file)
kept = {'db': full['db'], 'K': full['K'], 'N': full['N'], 'preselection': {}, 'selections': []}
for name, case in full['cases'].items():
    opposite, lam = [part.split('=')[1] for part in name.split(',')]
    before = kept['preselection'].setdefault(opposite.lower(), case['preselection'])
    assert before == case['preselection']  # does not depend on lambda
    for selector, key in [('sift', 'SIFT'), ('sift-fast', 'SIFT-Fast')]:
        assert case[key]['agrees_with_truth']
        kept['selections'].append({'opposite': opposite == 'True', 'lambda': lam, 'selector': selector,
                                   'indices': case[key]['truth_f64_indices']})
        if selector == 'sift':
            kept['selections'][-1]['posterior_variance'] = [[float('%.8g' % -v) for v in row] for row in case[key]['values']]
print(json.dumps(kept, separators=(',', ':')))
