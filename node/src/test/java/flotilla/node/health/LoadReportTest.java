package flotilla.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadReportTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            TEXT cpu_utilization=0.3;                                        0.3
            TEXT cpu_utilization=0;                                          0
            TEXT mem_utilization=0.8, cpu_utilization=1.25;                  1.25
            TEXT mem_utilization=0.8,cpu_utilization=3e-2,rps_fractional=12; 0.03
            JSON {"cpu_utilization": 0.3};                                   0.3
            JSON {"mem_utilization":0.8,"cpu_utilization":0.71,"rps":3};     0.71
            JSON {"cpuUtilization":0.5};                                     0.5
            """)
    void readsTheShareOfCpu(String field, double share) {
        assertThat(LoadReport.cpu(field)).hasValue(share);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cpu_utilization=0.3",
                "TEXT",
                "TEXT named_metrics.cpu_utilization=0.3",
                "TEXT cpu_utilization=-1",
                "TEXT cpu_utilization=NaN",
                "TEXT cpu_utilization=0.3x",
                "TEXT cpu_utilization=100000",
                "JSON {\"cpu_utilization\": \"0.3\"}",
                "JSON cpu_utilization 0.3",
                "BIN CQAAAAAAAAhA"
            })
    void takesWhatItCannotReadAsNothing(String field) {
        assertThat(LoadReport.cpu(field)).isEmpty();
    }
}
