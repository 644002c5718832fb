package org.ttt4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PileWeightsTests {

    /** Set, weight, bits per byte of GPT-2 before and after 50 neighbours: released results of TTT-NN. */
    private static final String PUBLISHED = """
            ArXiv, 8.96, 1.3169, 1.1132
            BookCorpus2, 0.75, 1.0679, 1.0839
            Books3, 12.07, 1.1761, 1.1298
            DM Mathematics, 1.24, 1.5466, 1.0763
            Enron Emails, 0.14, 1.5117, 0.9085
            EuroParl, 0.73, 2.3502, 1.3805
            FreeLaw, 6.12, 1.0400, 0.8606
            Github, 7.59, 1.9184, 0.6907
            Gutenberg (PG-19), 2.17, 1.4045, 1.2681
            HackerNews, 0.62, 1.4262, 1.2329
            NIH ExPorter, 0.3, 0.8956, 0.8063
            OpenSubtitles, 1.55, 1.2685, 1.0392
            OpenWebText2, 10.01, 1.1089, 1.0406
            PhilPapers, 0.38, 1.4106, 1.2259
            Pile-CC, 18.11, 1.0831, 1.0218
            PubMed Abstracts, 3.07, 0.9602, 0.8739
            PubMed Central, 14.4, 1.0418, 0.8932
            StackExchange, 5.13, 1.2994, 1.0413
            Ubuntu IRC, 0.88, 1.3960, 1.2225
            USPTO Backgrounds, 3.65, 0.8647, 0.7372
            Wikipedia (en), 1.53, 1.1266, 0.9563
            YoutubeSubtitles, 0.6, 1.7985, 1.5763
            """;

    @Test
    void weightsSumToAHundred() {
        assertThat(PileWeights.ALL.values().stream().mapToDouble(x -> x).sum()).isCloseTo(100, within(1e-9));
        assertThat(PileWeights.of("Github")).hasValue(7.59);
        assertThat(PileWeights.of("github")).isEmpty();
    }

    /** The published totals, 1.2079 and 0.9922, come out of the published sets. */
    @Test
    void theWeightedTotalIsThePublishedOne() {
        SortedMap<String, List<DocumentMean>> domains = new TreeMap<>();
        for (String line : PUBLISHED.lines().toList()) {
            String[] cells = line.split(", ", -1);
            String domain = cells[0];
            assertThat(PileWeights.of(domain)).hasValue(Double.parseDouble(cells[1]));
            List<Double> bits = List.of(10 * Double.parseDouble(cells[2]), 10 * Double.parseDouble(cells[3]));
            domains.put(domain, List.of(new DocumentMean(domains.size(), domain, domain + "a", bits, 10, 3, 2)));
        }
        assertThat(domains).hasSize(22);
        WeightedTotal total = WeightedTotal.of(domains, PileWeights.ALL, 2, 1);
        assertThat(total.bitsPerByte().get(0)).isCloseTo(1.2079, within(5e-5));
        assertThat(total.bitsPerByte().get(1)).isCloseTo(0.9922, within(5e-5));
        assertThat(total.percentOfBase().get(1)).isCloseTo(82.1, within(0.05));
        // Each set is a single source here: there is nothing to draw from.
        assertThat(total.intervals()).allMatch(interval -> interval.isEmpty());
        assertThat(total.share()).isZero();
    }
}
