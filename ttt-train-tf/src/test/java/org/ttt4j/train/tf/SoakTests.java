package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory of long runs and of large models, each in a JVM of its own. Takes minutes: {@code -Dttt.soak=true}. */
@EnabledIfSystemProperty(named = "ttt.soak", matches = "true", disabledReason = "takes minutes: -Dttt.soak=true")
class SoakTests {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"lora", "full"})
    void aThousandSessionsLeaveTheResidentSetWhereItWas(String adaptation) throws Exception {
        assumeTrue(ChildJvm.tellsItsMemory(), "this system does not tell the resident set in /proc/self/status");
        String printed = ChildJvm.run(directory, SessionSoak.class, 30, Golden.DIRECTORY.toString(), adaptation);
        System.out.println(printed);
        assertThat(number(printed, "after 1000 [0-9]+ handles ([0-9]+)"))
                .isEqualTo(number(printed, "after 50 [0-9]+ handles ([0-9]+)"));
        assertThat(number(printed, "open ([0-9]+)")).isZero();
        double growth = number(printed, "after 1000 ([0-9]+)") / number(printed, "after 50 ([0-9]+)");
        assertThat(growth).isLessThan(1.03);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora", "full"})
    void aLongStreamLeavesTheResidentSetWhereItWas(String adaptation) throws Exception {
        assumeTrue(ChildJvm.tellsItsMemory(), "this system does not tell the resident set in /proc/self/status");
        String printed =
                ChildJvm.run(directory, OnlineSoak.class, 60, Golden.DIRECTORY.toString(), adaptation, "20000");
        System.out.println(printed);
        assertThat(number(printed, "end [0-9]+ handles ([0-9]+)"))
                .isEqualTo(number(printed, "warm [0-9]+ handles ([0-9]+)"));
        assertThat(number(printed, "open ([0-9]+)")).isZero();
        assertThat(number(printed, "end ([0-9]+)") / number(printed, "warm ([0-9]+)"))
                .isLessThan(1.03);
    }

    @Test
    void twoSessionsOnOneBaseNeedLittleMoreThanOne() throws Exception {
        assumeTrue(ChildJvm.tellsItsMemory(), "this system does not tell the resident set in /proc/self/status");
        String one = ChildJvm.run(directory, SessionMemory.class, 10, "1", "256", "2");
        String two = ChildJvm.run(directory, SessionMemory.class, 10, "2", "256", "2");
        System.out.println("one: " + one + "two: " + two);
        assertThat(number(two, "loss ([0-9.]+)")).isEqualTo(number(one, "loss ([0-9.]+)"));
        assertThat(number(two, "peak ([0-9]+)")).isLessThan(1.3 * number(one, "peak ([0-9]+)"));
    }

    private static double number(String printed, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(printed);
        assertThat(matcher.find()).as(pattern + " in " + printed).isTrue();
        return Double.parseDouble(matcher.group(1));
    }
}
