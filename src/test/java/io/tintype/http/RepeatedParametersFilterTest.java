package io.tintype.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.ContractFile;
import org.junit.jupiter.api.Test;

/** Tests that the filter of repeated parameters knows the contract. */
class RepeatedParametersFilterTest {

    @Test
    void knowsAllQueryParametersOfTheContract() {
        assertThat(RepeatedParametersFilter.PARAMETERS).containsExactlyElementsOf(ContractFile.queryParameters());
    }
}
