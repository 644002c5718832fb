package org.ttt4j.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportPaletteTests {

    /** Linear RGB as eyes without green (deutan) and without red (prot) cones see it: Machado, Oliveira, Fernandes 2009. */
    private static final List<double[][]> EYES = List.of(
            new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
            new double[][] {
                {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}
            },
            new double[][] {
                {0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}
            });

    @Test
    void textAndSeriesStandOutFromThePaper() {
        for (var palette : List.of(ReportPalette.LIGHT, ReportPalette.DARK)) {
            String paper = palette.get("paper");
            assertThat(contrast(palette.get("ink"), paper)).isGreaterThan(4.5);
            assertThat(contrast(palette.get("quiet"), paper)).isGreaterThan(4.5);
            palette.forEach((name, color) -> {
                if (name.startsWith("series")) {
                    // WCAG 2: 3 to 1 for graphics.
                    assertThat(contrast(color, paper)).as(name + " " + color).isGreaterThan(3);
                }
            });
        }
    }

    @Test
    void seriesDifferForEyesOfEveryKind() {
        for (List<String> series : List.of(ReportPalette.LIGHT_SERIES, ReportPalette.DARK_SERIES)) {
            for (double[][] eyes : EYES) {
                for (int i = 0; i < series.size(); i++) {
                    for (int j = 0; j < i; j++) {
                        assertThat(distance(lab(series.get(i), eyes), lab(series.get(j), eyes)))
                                .as(series.get(i) + " and " + series.get(j))
                                .isGreaterThan(30);
                    }
                }
            }
        }
    }

    @Test
    void everyColourOfADrawingBecomesItsVariable() {
        Color second = ReportPalette.series(9);
        String drawn = "fill=\"rgb(" + second.getRed() + "," + second.getGreen() + "," + second.getBlue()
                + ")\" stroke=\"rgb(1,2,3)\"";
        assertThat(ReportPalette.toVariables(drawn)).isEqualTo("fill=\"var(--series1)\" stroke=\"rgb(1,2,3)\"");
        assertThat(ReportPalette.LIGHT.keySet()).isEqualTo(ReportPalette.DARK.keySet());
        assertThat(ReportPalette.LIGHT.values()).doesNotHaveDuplicates();
    }

    private static double contrast(String one, String other) {
        double first = luminance(linear(one));
        double second = luminance(linear(other));
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(double[] rgb) {
        return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    }

    private static double[] linear(String color) {
        Color rgb = Color.decode(color);
        return new double[] {linear(rgb.getRed()), linear(rgb.getGreen()), linear(rgb.getBlue())};
    }

    private static double linear(int channel) {
        double share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    /** CIE 1976 L*a*b* under D65. */
    private static double[] lab(String color, double[][] eyes) {
        double[] seen = multiply(eyes, linear(color));
        for (int i = 0; i < 3; i++) {
            seen[i] = Math.min(1, Math.max(0, seen[i]));
        }
        double[] xyz = multiply(
                new double[][] {
                    {0.4124564, 0.3575761, 0.1804375},
                    {0.2126729, 0.7151522, 0.0721750},
                    {0.0193339, 0.1191920, 0.9503041}
                },
                seen);
        double x = root(xyz[0] / 0.95047);
        double y = root(xyz[1]);
        double z = root(xyz[2] / 1.08883);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double root(double value) {
        return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116.0;
    }

    private static double[] multiply(double[][] matrix, double[] vector) {
        double[] product = new double[3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                product[i] += matrix[i][j] * vector[j];
            }
        }
        return product;
    }

    private static double distance(double[] one, double[] other) {
        return Math.sqrt(
                Math.pow(one[0] - other[0], 2) + Math.pow(one[1] - other[1], 2) + Math.pow(one[2] - other[2], 2));
    }
}
